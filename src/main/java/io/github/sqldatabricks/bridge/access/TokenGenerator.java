package io.github.sqldatabricks.bridge.access;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Makes tokens that nobody can guess, with a prefix by which secret scanners find one in a repository or a log. */
final class TokenGenerator {

    /** What every token of the bridge begins with: {@code brg_[0-9a-f]{64}}. */
    static final String PREFIX = "brg_";

    private static final int RANDOM_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private TokenGenerator() {}

    /** A token of 256 random bits. */
    static String next() {
        byte[] bytes = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(bytes);
        return PREFIX + HexFormat.of().formatHex(bytes);
    }
}
