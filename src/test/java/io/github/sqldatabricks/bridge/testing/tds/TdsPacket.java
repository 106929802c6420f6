package io.github.sqldatabricks.bridge.testing.tds;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * A packet (MS-TDS 2.2.3).
 *
 * @param type of the message
 * @param last whether the message ends with it
 */
record TdsPacket(int type, boolean last, byte[] payload) {

    static final int SQL_BATCH = 1;
    static final int RPC = 3;
    static final int ANSWER = 4;
    static final int ATTENTION = 6;
    static final int LOGIN7 = 16;
    static final int SSPI = 17;
    static final int PRELOGIN = 18;

    private static final int HEADER_BYTES = 8;

    /** The next one; null at the end of the stream. */
    static TdsPacket read(InputStream stream) throws IOException {
        byte[] header = stream.readNBytes(HEADER_BYTES);
        if (header.length < HEADER_BYTES) {
            return null;
        }
        int length = Short.toUnsignedInt(ByteBuffer.wrap(header).getShort(2));
        byte[] payload = new byte[length - HEADER_BYTES];
        new DataInputStream(stream).readFully(payload);
        return new TdsPacket(header[0], (header[1] & 1) == 1, payload);
    }

    /** The next one. */
    static TdsPacket require(InputStream stream) throws IOException {
        TdsPacket packet = read(stream);
        if (packet == null) {
            throw new EOFException("The client has closed the connection");
        }
        return packet;
    }

    byte[] bytes() {
        return ByteBuffer.allocate(HEADER_BYTES + payload.length)
                .put((byte) type)
                .put((byte) (last ? 1 : 0))
                .putShort((short) (HEADER_BYTES + payload.length))
                .putInt(0x00000100)
                .put(payload)
                .array();
    }
}
