package io.github.sqldatabricks.bridge.access;

import io.github.sqldatabricks.bridge.access.SessionStore.SessionProof;
import io.github.sqldatabricks.bridge.model.BridgeException;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A connection that lives longer than one request. Keeps no token, and asks again each time, so that a user who
 * is removed, whose token expires or is replaced, or who is no admin any more, is seen as such at once. Thread-safe.
 */
public final class Session {

    private final Supplier<Principal> login;
    private final Supplier<String> owner;

    private Session(Supplier<Principal> login, Supplier<String> owner) {
        this.login = login;
        this.owner = owner;
    }

    /** Of who has a token of the bridge, which one user has. */
    static Session ofUser(Supplier<Principal> login) {
        return new Session(login, () -> login.get().name());
    }

    /** Of somebody for whom an identity provider vouches: several people may act as the same principal. */
    static Session ofPerson(ExternalIdentity identity, Supplier<Principal> login) {
        return new Session(login, SessionProof.Vouched.of(identity)::owner);
    }

    /**
     * Whose connections are one person's, see {@link SessionProof#owner()}.
     *
     * @throws BridgeException as {@link #principal()}
     */
    public String owner() {
        return owner.get();
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
