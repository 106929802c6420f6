package io.github.sqldatabricks.bridge.sandbox.workspace;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Who may use the local workspace: one personal access token, and one service principal with its issued tokens. */
public final class Logins {

    private static final Duration LIFETIME = Duration.ofHours(1);

    private final String personalToken;
    private final String clientId = UUID.randomUUID().toString();
    private final String clientSecret = "dose-sandbox-" + UUID.randomUUID();
    private final String identityToken = "identity-sandbox-" + UUID.randomUUID();
    private final Map<String, Instant> expiryByToken = new ConcurrentHashMap<>();
    private final Clock clock;

    private Logins(String personalToken, Clock clock) {
        this.personalToken = personalToken;
        this.clock = clock;
    }

    /** All made up. */
    public static Logins random() {
        return withToken("dapi-sandbox-" + UUID.randomUUID());
    }

    /** With a personal access token that others know already. */
    public static Logins withToken(String personalToken) {
        return new Logins(personalToken, Clock.systemUTC());
    }

    /** The personal access token; it never expires. */
    public String personalToken() {
        return personalToken;
    }

    /** The service principal's application id. */
    public String clientId() {
        return clientId;
    }

    /** The service principal's OAuth secret. */
    public String clientSecret() {
        return clientSecret;
    }

    /** What another identity provider says who the service principal is; good for a token exchange. */
    public String identityToken() {
        return identityToken;
    }

    /** Ends the life of every token issued so far, as if an hour had passed. */
    public void expireIssuedTokens() {
        expiryByToken.replaceAll((token, expiry) -> clock.instant());
    }

    boolean accepts(String token) {
        Instant expiry = expiryByToken.get(token);
        return personalToken.equals(token) || (expiry != null && clock.instant().isBefore(expiry));
    }

    boolean accepts(String id, String secret) {
        return clientId.equals(id) && clientSecret.equals(secret);
    }

    boolean acceptsIdentity(String token) {
        return identityToken.equals(token);
    }

    /** Issues a token that lives for {@link #lifetime()}. */
    String issue() {
        String token = "sandbox-access-" + UUID.randomUUID();
        expiryByToken.put(token, clock.instant().plus(LIFETIME));
        return token;
    }

    Duration lifetime() {
        return LIFETIME;
    }
}
