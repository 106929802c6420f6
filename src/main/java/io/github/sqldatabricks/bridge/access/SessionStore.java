package io.github.sqldatabricks.bridge.access;

import io.github.sqldatabricks.bridge.model.Hashes;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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

    /** With what a session of the console was opened: by it is asked at each request anew who it is, and what they may do. */
    sealed interface SessionProof {

        /** Whose sessions are one person's; no name of a user of the permissions file, when many may act as that one. */
        String owner();

        /**
         * A token of the bridge.
         *
         * @param sha256 its digest, in hexadecimal
         * @param user whose token it is
         */
        record Token(String sha256, String user) implements SessionProof {
            @Override
            public String owner() {
                return user;
            }
        }

        /**
         * Somebody for whom an OpenID Connect provider has vouched, with the roles of that moment.
         *
         * @param subject as {@link ExternalIdentity#subject()}
         * @param roles as {@link ExternalIdentity#roles()}
         * @param person as {@link ExternalIdentity#person()}
         */
        record Vouched(String subject, Set<String> roles, String person) implements SessionProof {

            public Vouched {
                roles = Set.copyOf(roles);
            }

            static Vouched of(ExternalIdentity identity) {
                return new Vouched(identity.subject(), identity.roles(), identity.person());
            }

            @Override
            public String owner() {
                return "oidc:" + HexFormat.of().formatHex(Hashes.sha256(subject));
            }
        }
    }
}
