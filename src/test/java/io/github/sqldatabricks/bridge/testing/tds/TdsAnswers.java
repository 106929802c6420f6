package io.github.sqldatabricks.bridge.testing.tds;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** What the server says (MS-TDS 2.2.6.5 and 2.2.7). */
final class TdsAnswers {

    private static final int DONE = 0xFD;
    private static final int ERROR = 0xAA;
    private static final int LOGIN_ACK = 0xAD;
    private static final int SSPI = 0xED;
    private static final int COLUMNS = 0x81;
    private static final int ROW = 0xD1;
    private static final byte[] DONE_PLAIN = done(0);

    private TdsAnswers() {}

    /** Version 16, encryption on. */
    static byte[] prelogin() {
        return new byte[] {0, 0, 11, 0, 6, 1, 0, 17, 0, 1, (byte) 0xFF, 16, 0, 0, 0, 0, 0, 1};
    }

    static byte[] loggedIn() {
        byte[] name = "Fake".getBytes(StandardCharsets.UTF_16LE);
        ByteBuffer ack = ByteBuffer.allocate(10 + name.length);
        ack.put((byte) 1).putInt(0x74000004).put((byte) 4).put(name).put(new byte[] {16, 0, 0, 0});
        return joined(token(LOGIN_ACK, ack.array()), DONE_PLAIN);
    }

    /** A token of the login's negotiation, such as NTLM's challenge. */
    static byte[] sspi(byte[] content) {
        return token(SSPI, content);
    }

    /** A result of one row and one column of type int. */
    static byte[] number(int value) {
        byte[] columns = {(byte) COLUMNS, 1, 0, 0, 0, 0, 0, 0, 0, 0x38, 0};
        byte[] row = ByteBuffer.allocate(5)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) ROW)
                .putInt(value)
                .array();
        return joined(columns, row, done(0x10));
    }

    static byte[] done() {
        return DONE_PLAIN.clone();
    }

    /** An error of class 16, such as a refused permission. */
    static byte[] error(int number, String text) {
        byte[] message = text.getBytes(StandardCharsets.UTF_16LE);
        ByteBuffer error = ByteBuffer.allocate(14 + message.length).order(ByteOrder.LITTLE_ENDIAN);
        error.putInt(number)
                .put((byte) 1)
                .put((byte) 16)
                .putShort((short) text.length())
                .put(message);
        error.put((byte) 0).put((byte) 0).putInt(1);
        return joined(token(ERROR, error.array()), done(2));
    }

    private static byte[] done(int status) {
        return ByteBuffer.allocate(13)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) DONE)
                .putShort((short) status)
                .array();
    }

    private static byte[] token(int type, byte[] content) {
        return ByteBuffer.allocate(3 + content.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) type)
                .putShort((short) content.length)
                .put(content)
                .array();
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
