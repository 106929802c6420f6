package io.github.sqldatabricks.bridge.jdbc.entra;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The HTTP request for a token, by identity. */
final class TokenRequest {

    private static final String ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private TokenRequest() {}

    /** @throws BridgeException.RemotePermanent when a setting or the workload's token file is missing */
    static HttpRequest of(EntraLogin login, EntraLogin.Identity identity, Duration timeout) {
        HttpRequest.Builder request = switch (identity) {
            case SERVICE_PRINCIPAL ->
                clientCredentials(login, "client_secret", required(login.clientSecret(), "client-secret"));
            case WORKLOAD_IDENTITY ->
                clientCredentials(login, "client_assertion", read(required(login.tokenFile(), "token-file")));
            case MANAGED_IDENTITY -> metadata(login);
        };
        return request.timeout(timeout).build();
    }

    /**
     * RFC 6749, section 4.4; the assertion by RFC 7523.
     *
     * @see <a href="https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow">Client
     *     credentials</a>
     */
    private static HttpRequest.Builder clientCredentials(EntraLogin login, String proof, String value) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "client_credentials");
        form.put("client_id", required(login.clientId(), "client-id"));
        form.put("scope", login.resource() + ".default");
        form.put(proof, value);
        if (proof.equals("client_assertion")) {
            form.put("client_assertion_type", ASSERTION_TYPE);
        }
        String authority = login.authority().toString().replaceAll("/+$", "");
        URI uri = URI.create(authority + "/" + encode(required(login.tenantId(), "tenant-id")) + "/oauth2/v2.0/token");
        return HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(encode(form)));
    }

    /**
     * The instance metadata service.
     *
     * @see <a href="https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token">How
     *     to use managed identities</a>
     */
    private static HttpRequest.Builder metadata(EntraLogin login) {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("api-version", "2018-02-01");
        query.put("resource", login.resource());
        login.clientId().ifPresent(id -> query.put("client_id", id));
        return HttpRequest.newBuilder(
                        login.metadataEndpoint().resolve("/metadata/identity/oauth2/token?" + encode(query)))
                .header("Metadata", "true");
    }

    private static String encode(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + encode(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new BridgeException.RemotePermanent(
                    ErrorCode.ENTRA_LOGIN_FAILED,
                    "The workload's token " + file + " (entra.token-file) can't be read: "
                            + e.getClass().getSimpleName() + ".",
                    e);
        }
    }

    private static <T> T required(Optional<T> value, String key) {
        return value.orElseThrow(() -> new BridgeException.RemotePermanent(
                ErrorCode.SQLSERVER_NOT_CONFIGURED,
                "The login by Microsoft Entra needs the setting entra." + key + "."));
    }
}
