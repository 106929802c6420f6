package io.github.sqldatabricks.bridge.testing.tds;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** A server's challenge (MS-NLMP 2.2.1.2), the same each time. */
public final class NtlmChallenge {

    private static final int HEADER_BYTES = 56;
    /** Unicode, target name and target information are there, NTLM, extended session security. */
    private static final int FLAGS = 0x00888205;
    /** Identifiers of what the target information has (MS-NLMP 2.2.2.1). */
    private static final int COMPUTER = 1;

    private static final int DOMAIN = 2;
    private static final int TIME = 7;

    private NtlmChallenge() {}

    /** Of a server in this domain. */
    public static byte[] of(String domain) {
        byte[] name = domain.getBytes(StandardCharsets.UTF_16LE);
        byte[] information = information(name);
        ByteBuffer message = ByteBuffer.allocate(HEADER_BYTES + name.length + information.length)
                .order(ByteOrder.LITTLE_ENDIAN);
        message.put("NTLMSSP\0".getBytes(StandardCharsets.US_ASCII)).putInt(2);
        message.putShort((short) name.length).putShort((short) name.length).putInt(HEADER_BYTES);
        message.putInt(FLAGS).put(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}).putLong(0);
        message.putShort((short) information.length).putShort((short) information.length);
        message.putInt(HEADER_BYTES + name.length).put(new byte[] {10, 0, 0, 0, 0, 0, 0, 15});
        return message.put(name).put(information).array();
    }

    private static byte[] information(byte[] name) {
        ByteBuffer pairs = ByteBuffer.allocate(2 * (4 + name.length) + 12 + 4).order(ByteOrder.LITTLE_ENDIAN);
        pairs.putShort((short) DOMAIN).putShort((short) name.length).put(name);
        pairs.putShort((short) COMPUTER).putShort((short) name.length).put(name);
        pairs.putShort((short) TIME).putShort((short) 8).putLong(133_000_000_000_000_000L);
        return pairs.putInt(0).array();
    }
}
