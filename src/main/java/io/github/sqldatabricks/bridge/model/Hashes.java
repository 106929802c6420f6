package io.github.sqldatabricks.bridge.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** SHA-256 (FIPS 180-4), and keys of fixed length for texts that are too long, or too loosely compared, to be keys themselves. */
public final class Hashes {

    private Hashes() {}

    /** The SHA-256 of the parts in hexadecimal, 64 characters; the length before each keeps parts from running into another. */
    public static String of(List<String> parts) {
        MessageDigest digest = sha256();
        for (String part : parts) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
            digest.update(bytes);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** {@link #of(List)}. */
    public static String of(String... parts) {
        return of(List.of(parts));
    }

    /** The SHA-256 of the bytes, 32 bytes. */
    public static byte[] sha256(byte[] bytes) {
        return sha256().digest(bytes);
    }

    /** The SHA-256 of the text in UTF-8, 32 bytes. */
    public static byte[] sha256(String text) {
        return sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A SHA-256 for bytes that come piece by piece. Not thread-safe. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
