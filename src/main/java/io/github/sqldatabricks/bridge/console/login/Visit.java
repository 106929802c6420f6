package io.github.sqldatabricks.bridge.console.login;

import io.github.sqldatabricks.bridge.access.BrowserSessions.BrowserSession;
import jakarta.enterprise.context.RequestScoped;
import java.util.Optional;

/** The session of the present request. */
@RequestScoped
public class Visit {

    private BrowserSession session;

    void enter(BrowserSession found) {
        session = found;
    }

    /** Empty while nobody needs a token. */
    public Optional<BrowserSession> session() {
        return Optional.ofNullable(session);
    }
}
