package io.github.sqldatabricks.bridge.access;

import io.github.sqldatabricks.bridge.access.SessionStore.StoredSession;
import io.github.sqldatabricks.bridge.model.Hashes;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Sessions of the console. A browser keeps a secret of 256 random bits in its cookie, the store its digest, and neither the token that
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
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        store.add(digest(secret), TokenHash.of(token).hex(), principal.name());
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

    /** All sessions of the principal, the newest first. */
    public List<BrowserSession> of(Principal principal) {
        return store.of(principal.name()).stream().map(this::session).toList();
    }

    /** Ends the session. */
    public void end(BrowserSession session) {
        store.end(session.digest());
    }

    private BrowserSession session(StoredSession stored) {
        return new BrowserSession(stored, access.resume(TokenHash.ofHex(stored.tokenSha256())));
    }

    private static String digest(String secret) {
        return HexFormat.of().formatHex(Hashes.sha256(secret));
    }
}
