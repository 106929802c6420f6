package io.github.sqldatabricks.bridge.jdbc.entra;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Access tokens for SQL Server, each kept until shortly before its end. Thread-safe, blocking. */
public final class EntraTokens {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    /** So that a login that takes its time does not come too late. */
    private static final Duration MARGIN = Duration.ofMinutes(5);

    private static final String ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private static final int OK = 200;
    private static final int TOO_MANY = 429;
    private static final int SERVER_ERROR = 500;

    private final EntraLogin login;
    private final EntraLogin.Identity identity;
    private final Clock clock;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

    private String token;
    private Instant renewAt = Instant.MIN;
    private Instant expiry = Instant.MIN;

    /** Asks for nothing yet. */
    public EntraTokens(EntraLogin login, EntraLogin.Identity identity) {
        this(login, identity, Clock.systemUTC());
    }

    EntraTokens(EntraLogin login, EntraLogin.Identity identity, Clock clock) {
        this.login = login;
        this.identity = identity;
        this.clock = clock;
    }

    /**
     * A token that is good for some minutes at least, or the last one while no new one can be had.
     *
     * @throws BridgeException.RemotePermanent when the identity is refused or not configured
     * @throws BridgeException.RemoteTransient when Entra does not answer
     */
    public synchronized String token() {
        Instant now = clock.instant();
        if (now.isBefore(renewAt)) {
            return token;
        }
        try {
            renew(now);
        } catch (BridgeException.RemoteTransient e) {
            if (!now.isBefore(expiry)) {
                throw e;
            }
        }
        return token;
    }

    private void renew(Instant now) {
        HttpResponse<String> answer = ask();
        JsonNode json = json(answer.body());
        Duration life = Duration.ofSeconds(json.path("expires_in").asLong());
        if (answer.statusCode() != OK || !json.path("access_token").isTextual()) {
            throw refused(answer.statusCode(), json);
        }
        token = json.path("access_token").textValue();
        expiry = now.plus(life);
        renewAt = now.plus(life.compareTo(MARGIN.multipliedBy(2)) > 0 ? life.minus(MARGIN) : life.dividedBy(2));
    }

    private HttpResponse<String> ask() {
        try {
            return client.send(request(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw unavailable(e.getClass().getSimpleName(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable("interrupted", e);
        }
    }

    /** @throws BridgeException.RemotePermanent when a setting or the workload's token file is missing */
    private HttpRequest request() {
        HttpRequest.Builder request = switch (identity) {
            case SERVICE_PRINCIPAL ->
                clientCredentials("client_secret", required(login.clientSecret(), "client-secret"));
            case WORKLOAD_IDENTITY ->
                clientCredentials("client_assertion", read(required(login.tokenFile(), "token-file")));
            case MANAGED_IDENTITY -> metadata();
        };
        return request.timeout(TIMEOUT).build();
    }

    /**
     * RFC 6749, section 4.4; the assertion by RFC 7523.
     *
     * @see <a href="https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow">Client
     *     credentials</a>
     */
    private HttpRequest.Builder clientCredentials(String proof, String value) {
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
    private HttpRequest.Builder metadata() {
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

    /** Of the answer only codes are shown: its text may repeat what was sent. */
    private BridgeException refused(int status, JsonNode answer) {
        String why = "status " + status + ", " + answer.path("error").asText("no error code") + " "
                + answer.path("error_codes");
        if (status == TOO_MANY || status >= SERVER_ERROR) {
            return unavailable(why, null);
        }
        return new BridgeException.RemotePermanent(
                ErrorCode.ENTRA_LOGIN_FAILED,
                "Microsoft Entra gave no token for SQL Server (" + identity + "): " + why.strip()
                        + ". Check the identity, its secret and its tenant.");
    }

    private BridgeException unavailable(String why, Throwable cause) {
        return new BridgeException.RemoteTransient(
                ErrorCode.ENTRA_UNAVAILABLE,
                "Microsoft Entra gave no token for SQL Server (" + identity + "): " + why,
                cause);
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }
}
