package io.github.sqldatabricks.bridge.access;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Port: sessions of the console, shared by all processes, by one clock. Blocking; thread-safe. */
public interface SessionStore {

    /** How long a session lasts that nobody uses. */
    Duration IDLE = Duration.ofMinutes(30);

    /** How long a session lasts at most. */
    Duration LONGEST = Duration.ofHours(12);

    /** How many sessions one person has at most; the oldest one ends when another is opened. */
    int MOST = 10;

    /**
     * Adds a session that begins now, and removes those that have ended.
     *
     * @param digest the SHA-256 of the secret that the browser has, in hexadecimal
     * @param longest how long it lasts however much it is used, at most {@link #LONGEST}
     */
    void add(String digest, SessionProof proof, Duration longest);

    /** The session, which counts as used now; empty when there is none, or it has ended. */
    Optional<StoredSession> use(String digest);

    /** The session as it is, which is no use of it; empty when there is none, or it has ended. */
    Optional<StoredSession> find(String digest);

    /** The sessions of one person ({@link SessionProof#owner()}), the newest first. */
    List<StoredSession> of(String owner);

    /** Ends a session, if it has not ended. */
    void end(String digest);

    /**
     * A session as it is kept.
     *
     * @param digest the SHA-256 of the secret that the browser has, in hexadecimal
     * @param proof what it was opened with
     * @param endsAt when it ends, however much it is used
     */
    record StoredSession(String digest, SessionProof proof, Instant openedAt, Instant usedAt, Instant endsAt) {}
}
