package io.github.sqldatabricks.bridge.access;

import io.github.sqldatabricks.bridge.model.Hashes;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The SHA-256 of a token, all that is ever kept of it. A plain digest is enough because tokens are long and random;
 * it is no way to keep passwords.
 */
final class TokenHash {

    /** Characters of a token that is random enough: 128 bits in hexadecimal. */
    static final int MIN_TOKEN_LENGTH = 32;

    private static final int HEX_DIGITS = 64;

    private final byte[] digest;

    private TokenHash(byte[] digest) {
        this.digest = digest;
    }

    static TokenHash of(String token) {
        return new TokenHash(Hashes.sha256(token));
    }

    /** @throws IllegalArgumentException when the text is not 64 hexadecimal digits */
    static TokenHash ofHex(String hex) {
        if (hex.length() != HEX_DIGITS) {
            throw new IllegalArgumentException("not 64 hexadecimal digits");
        }
        return new TokenHash(HexFormat.of().parseHex(hex));
    }

    /** The digest as the permissions file holds it: 64 hexadecimal digits in lower case. */
    String hex() {
        return HexFormat.of().formatHex(digest);
    }

    /** Compares in a time that does not depend on where the two differ. */
    boolean matches(TokenHash other) {
        return MessageDigest.isEqual(digest, other.digest);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TokenHash hash && matches(hash);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(digest);
    }
}
