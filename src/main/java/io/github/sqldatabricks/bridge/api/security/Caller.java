package io.github.sqldatabricks.bridge.api.security;

import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.access.Session;
import jakarta.enterprise.context.RequestScoped;
import java.util.Optional;

/** Who makes the current request. Inject it into a resource; {@link TokenFilter} has filled it by then. */
@RequestScoped
public class Caller {

    private Principal principal;
    private Session session;

    /** @throws IllegalStateException for a request that needs no token, such as {@code GET /} */
    public Principal principal() {
        if (principal == null) {
            throw new IllegalStateException(
                    "this request was not authenticated: it is on the open list of TokenFilter");
        }
        return principal;
    }

    /** The user's name; empty for a request that needs no token. */
    public Optional<String> name() {
        return Optional.ofNullable(principal).map(Principal::name);
    }

    /** By which it can be asked later who it is, for an answer that takes long; empty for requests of the console. */
    public Optional<Session> session() {
        return Optional.ofNullable(session);
    }

    /** As {@link #become(Principal)}, of a request with a token. */
    public void become(Session opened) {
        session = opened;
        become(opened.principal());
    }

    /** Whoever finds out who it is says so, before any resource is called. */
    public void become(Principal authenticated) {
        principal = authenticated;
    }
}
