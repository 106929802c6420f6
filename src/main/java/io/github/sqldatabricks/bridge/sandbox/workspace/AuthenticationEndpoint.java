package io.github.sqldatabricks.bridge.sandbox.workspace;

import io.github.sqldatabricks.bridge.sandbox.workspace.Endpoint.Answer;
import io.github.sqldatabricks.bridge.sandbox.workspace.Endpoint.Call;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * OAuth machine-to-machine and token federation (the discovery documents and the token endpoint), and the check of the bearer token
 * that each other call of the REST API ({@code /api/...}) must carry. Everything else carries its own proof (presigned URLs, links
 * to results).
 *
 * @see <a href="https://docs.databricks.com/aws/en/dev-tools/auth/oauth-m2m">OAuth for service principals</a>
 */
final class AuthenticationEndpoint implements Endpoint {

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
        return Optional.of(Answer.error(401, "UNAUTHENTICATED", "Credential was not sent, is invalid or has expired."));
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
        String pair =
                new String(Base64.getDecoder().decode(authorization.substring(BASIC.length())), StandardCharsets.UTF_8);
        int colon = pair.indexOf(':');
        return colon > 0 && logins.accepts(pair.substring(0, colon), pair.substring(colon + 1));
    }
}
