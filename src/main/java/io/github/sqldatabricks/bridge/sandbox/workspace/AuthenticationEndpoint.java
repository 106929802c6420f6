package io.github.sqldatabricks.bridge.sandbox.workspace;

import java.util.Optional;

/**
 * Stops calls of the REST API ({@code /api/...}) that carry no valid bearer token. Everything else carries its own
 * proof (presigned URLs, links to results) or needs none (discovery).
 */
final class AuthenticationEndpoint implements Endpoint {

    private static final String BEARER = "Bearer ";

    private final Logins logins;

    AuthenticationEndpoint(Logins logins) {
        this.logins = logins;
    }

    @Override
    public Optional<Answer> answer(Call call) {
        String header = call.headers().getOrDefault("authorization", "");
        if (!call.path().startsWith("/api/")
                || (header.startsWith(BEARER) && logins.accepts(header.substring(BEARER.length())))) {
            return Optional.empty();
        }
        return Optional.of(
                ApiAnswers.error(401, "UNAUTHENTICATED", "Credential was not sent, is invalid or has expired."));
    }
}
