package io.github.sqldatabricks.bridge.access;

import io.github.sqldatabricks.bridge.model.BridgeException;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A connection that lives longer than one request. Keeps no token, and asks again each time, so that a user who
 * is removed, whose token expires or is replaced, or who is no admin any more, is seen as such at once. Thread-safe.
 */
public final class Session {

    private final Supplier<Principal> login;

    Session(Supplier<Principal> login) {
        this.login = login;
    }

    /**
     * Who it is now.
     *
     * @throws BridgeException.NotAuthenticated when the token is not valid any more
     * @throws BridgeException.NotAllowed when the identity provider's token is, but nobody's entry matches it any more
     */
    public Principal principal() {
        return login.get();
    }

    /** Who it is now; empty when the token is not valid any more. */
    public Optional<Principal> present() {
        try {
            return Optional.of(principal());
        } catch (BridgeException.NotAuthenticated | BridgeException.NotAllowed e) {
            return Optional.empty();
        }
    }
}
