package io.github.sqldatabricks.bridge.access;

/**
 * A token that was just made.
 *
 * @param secret the token itself: to be shown once, and kept nowhere
 * @param entry the user's entry of the permissions file, with the token's digest
 */
public record NewToken(String secret, String entry) {

    /** Nothing: what is logged by mistake must not tell the token. */
    @Override
    public String toString() {
        return "NewToken[********]";
    }
}
