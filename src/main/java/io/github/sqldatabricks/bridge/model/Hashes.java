package io.github.sqldatabricks.bridge.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Keys of fixed length for texts that are too long, or too loosely compared, to be keys themselves. */
public final class Hashes {

    private Hashes() {}

    /** The SHA-256 of the parts in hexadecimal, 64 characters; the length before each keeps parts from running into another. */
    public static String of(List<String> parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
                digest.update(bytes);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** {@link #of(List)}. */
    public static String of(String... parts) {
        return of(List.of(parts));
    }
}
