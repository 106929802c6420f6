package io.github.sqldatabricks.bridge.access;

import io.github.sqldatabricks.bridge.access.SessionStore.SessionProof;
import io.github.sqldatabricks.bridge.access.SessionStore.StoredSession;
import io.github.sqldatabricks.bridge.access.UserDirectory.TokenHash;
import io.github.sqldatabricks.bridge.model.Hashes;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Sessions of the console. A browser keeps a secret of 256 random bits in its cookie, the store its digest, and neither a token that
 * it was opened with. Blocking; thread-safe.
 */
@ApplicationScoped
public class BrowserSessions {

    private static final int BYTES = 32;
    private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9_-]{43}");

    private final SessionStore store;
    private final AccessControl access;
    private final SecureRandom random = new SecureRandom();

    public BrowserSessions(SessionStore store, AccessControl access) {
        this.store = store;
        this.access = access;
    }

    /**
     * Begins a session for who has logged in with the token.
     *
     * @return the secret for the cookie
     */
    public String open(Principal principal, String token) {
        return open(new SessionProof.Token(TokenHash.of(token).hex(), principal.name()), SessionStore.LONGEST);
    }

    /**
     * Begins a session for somebody for whom an identity provider has vouched. It ends with {@link ExternalIdentity#validUntil()}.
     *
     * @return the secret for the cookie
     */
    public String open(ExternalIdentity identity) {
        return open(SessionProof.Vouched.of(identity), Duration.between(Instant.now(), identity.validUntil()));
    }

    private String open(SessionProof proof, Duration longest) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        store.add(digest(secret), proof, longest);
        return secret;
    }

    /** The session with this secret, which counts as used; empty when there is none, or it has ended. */
    public Optional<BrowserSession> use(String secret) {
        return SECRET.matcher(secret).matches() ? store.use(digest(secret)).map(this::session) : Optional.empty();
    }

    /** Whether a session has not ended, which is no use of it. */
    public boolean isThere(BrowserSession session) {
        return store.find(session.digest()).isPresent();
    }

    /** All sessions of the person whose session this is, the newest first. */
    public List<BrowserSession> of(BrowserSession session) {
        return store.of(session.owner()).stream().map(this::session).toList();
    }

    /** Ends the session. */
    public void end(BrowserSession session) {
        store.end(session.digest());
    }

    private BrowserSession session(StoredSession stored) {
        Session login = stored.proof() instanceof SessionProof.Token token
                ? access.resume(TokenHash.ofHex(token.sha256()))
                : access.resume(identity(stored).orElseThrow());
        return new BrowserSession(stored, login);
    }

    /** The proof of a provider ends with the session, which the store knows; this process's clock may be another one, and is not asked. */
    static Optional<ExternalIdentity> identity(StoredSession stored) {
        return stored.proof() instanceof SessionProof.Vouched known
                ? Optional.of(new ExternalIdentity(known.subject(), known.roles(), known.person(), Instant.MAX))
                : Optional.empty();
    }

    private static String digest(String secret) {
        return HexFormat.of().formatHex(Hashes.sha256(secret));
    }

    /** One session of the console. Holds neither a token nor the secret of its cookie. Thread-safe. */
    public static final class BrowserSession {

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

        /** Whose it is, see {@link SessionStore.SessionProof#owner()}. */
        public String owner() {
            return stored.proof().owner();
        }
    }
}
