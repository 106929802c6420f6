package io.github.sqldatabricks.bridge.access;

import io.github.sqldatabricks.bridge.access.SessionStore.StoredSession;
import java.time.Instant;
import java.util.Optional;

/** One session of the console. Holds neither a token nor the secret of its cookie. Thread-safe. */
public final class BrowserSession {

    private static final int SHOWN_DIGITS = 8;

    private final StoredSession stored;
    private final Session login;

    BrowserSession(StoredSession stored, Session login) {
        this.stored = stored;
        this.login = login;
    }

    /** Who it is now; empty when what it was opened with is not valid any more. */
    public Optional<Principal> present() {
        return login.present();
    }

    /** Enough to tell sessions of one user apart, for people and for the audit trail. */
    public String shortId() {
        return stored.digest().substring(0, SHOWN_DIGITS);
    }

    /** When it was opened. */
    public Instant openedAt() {
        return stored.openedAt();
    }

    /** When it was last used, to the minute. */
    public Instant usedAt() {
        return stored.usedAt();
    }

    /** When it ends, however much it is used. */
    public Instant endsAt() {
        return stored.endsAt();
    }

    /** For whom an identity provider has vouched; empty for a session that was opened with a token of the bridge. */
    public Optional<ExternalIdentity> identity() {
        return BrowserSessions.identity(stored);
    }

    String digest() {
        return stored.digest();
    }

    String owner() {
        return stored.proof().owner();
    }
}
