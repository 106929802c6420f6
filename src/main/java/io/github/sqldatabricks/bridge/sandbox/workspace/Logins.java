package io.github.sqldatabricks.bridge.sandbox.workspace;

import io.github.sqldatabricks.bridge.sandbox.workspace.Endpoint.Answer;
import io.github.sqldatabricks.bridge.sandbox.workspace.Endpoint.Call;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    /**
     * OAuth machine-to-machine and token federation (the discovery documents and the token endpoint), and the check of the bearer token
     * that each other call of the REST API ({@code /api/...}) must carry. Everything else carries its own proof (presigned URLs, links
     * to results).
     *
     * @see <a href="https://docs.databricks.com/aws/en/dev-tools/auth/oauth-m2m">OAuth for service principals</a>
     */
    static final class AuthenticationEndpoint implements Endpoint {

        private static final String BEARER = "Bearer ";
        private static final String BASIC = "Basic ";
        private static final String TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
        private static final String SUBJECT = "subject_token=";

        private final Logins logins;

        AuthenticationEndpoint(Logins logins) {
            this.logins = logins;
        }

        @Override
        public Optional<Answer> answer(Call call) throws IOException {
            String base = "http://" + call.headers().getOrDefault("host", "");
            return switch (call.path()) {
                case "/.well-known/databricks-config" ->
                    Optional.of(Answer.ok(Map.of("oidc_endpoint", base + "/oidc", "cloud", "sandbox")));
                case "/oidc/.well-known/oauth-authorization-server" ->
                    Optional.of(Answer.ok(Map.of(
                            "token_endpoint",
                            base + "/oidc/v1/token",
                            "authorization_endpoint",
                            base + "/oidc/v1/authorize")));
                case "/oidc/v1/token" -> Optional.of(token(call));
                default -> refusal(call);
            };
        }

        /** Empty when the call may go on to the next endpoint. */
        private Optional<Answer> refusal(Call call) {
            String header = call.headers().getOrDefault("authorization", "");
            if (!call.path().startsWith("/api/")
                    || (header.startsWith(BEARER) && logins.accepts(header.substring(BEARER.length())))) {
                return Optional.empty();
            }
            return Optional.of(
                    Answer.error(401, "UNAUTHENTICATED", "Credential was not sent, is invalid or has expired."));
        }

        private Answer token(Call call) throws IOException {
            if (!isKnown(call.headers().getOrDefault("authorization", "")) && !isExchange(call)) {
                return Answer.json(
                        401, Map.of("error", "invalid_client", "error_description", "Client authentication failed"));
            }
            return Answer.ok(Map.of(
                    "access_token", logins.issue(),
                    "token_type", "Bearer",
                    "expires_in", logins.lifetime().toSeconds()));
        }

        /** RFC 8693: an identity token of a user whom the workspace trusts is exchanged. */
        private boolean isExchange(Call call) throws IOException {
            List<String> form = List.of(new String(call.body().readAllBytes(), StandardCharsets.UTF_8).split("&"));
            return form.contains("grant_type=" + URLEncoder.encode(TOKEN_EXCHANGE, StandardCharsets.UTF_8))
                    && form.stream()
                            .filter(field -> field.startsWith(SUBJECT))
                            .anyMatch(field -> logins.acceptsIdentity(field.substring(SUBJECT.length())));
        }

        private boolean isKnown(String authorization) {
            if (!authorization.startsWith(BASIC)) {
                return false;
            }
            String pair = new String(
                    Base64.getDecoder().decode(authorization.substring(BASIC.length())), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return colon > 0 && logins.accepts(pair.substring(0, colon), pair.substring(colon + 1));
        }
    }
}
