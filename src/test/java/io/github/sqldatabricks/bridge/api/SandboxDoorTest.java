package io.github.sqldatabricks.bridge.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.testing.GuardedSandbox;
import io.github.sqldatabricks.bridge.testing.RawHttp;
import io.github.sqldatabricks.bridge.testing.SandboxTable;
import io.github.sqldatabricks.bridge.testing.Users;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Who may talk to a service with the sandbox. Catches web pages of other places that send requests to localhost, names that are
 * rebound to it, and users who run SQL beyond their permissions.
 */
@QuarkusTest
@TestProfile(GuardedSandbox.class)
class SandboxDoorTest {

    @TestHTTPResource("/")
    URI service;

    @Inject
    Vertx vertx;

    private int status(String headers) throws Exception {
        String answer = RawHttp.exchange(
                service,
                "GET /jobs HTTP/1.1\r\n" + headers + "Authorization: Bearer token-of-ana\r\nConnection: close\r\n\r\n");
        return Integer.parseInt(answer.split(" ")[1]);
    }

    @ParameterizedTest
    @CsvSource({
        "localhost:8000, '', 200",
        "127.0.0.1:8000, '', 200",
        "[::1]:8000, '', 200",
        "10.1.2.3, '', 200",
        "evil.example, '', 403",
        "localhost.evil.example, '', 403",
        "127.0.0.1.evil.example, '', 403",
        "localhost:8000, http://localhost:8000, 200",
        "localhost:8000, https://evil.example, 403",
        "localhost:8000, http://localhost:3000, 403",
        "localhost:8000, null, 403",
        "localhost:8000, http://[, 403"
    })
    void onlyLocalNamesAndOwnPages(String host, String origin, int expected) throws Exception {
        String headers = "Host: " + host + "\r\n" + (origin.isEmpty() ? "" : "Origin: " + origin + "\r\n");
        assertThat(status(headers)).isEqualTo(expected);
    }

    /** HTTP/2 names the host in {@code :authority}, not in a header. */
    @ParameterizedTest
    @CsvSource({
        "localhost, '', 200",
        "evil.example, '', 403",
        "localhost, http://localhost:8000, 200",
        "localhost, https://evil.example, 403"
    })
    void theSameOfHttp2(String host, String origin, int expected) throws Exception {
        RequestOptions request = new RequestOptions()
                .setServer(SocketAddress.inetSocketAddress(service.getPort(), service.getHost()))
                .setHost(host)
                .setPort(8000)
                .setURI("/jobs")
                .putHeader("Authorization", "Bearer token-of-ana");
        if (!origin.isEmpty()) {
            request.putHeader("Origin", origin);
        }
        HttpClient client = vertx.createHttpClient(
                new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false));
        try {
            int status = client.request(request)
                    .compose(HttpClientRequest::send)
                    .map(HttpClientResponse::statusCode)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            assertThat(status).isEqualTo(expected);
        } finally {
            client.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "application/json"})
    void aStatementSaysThatItIsSql(String type) {
        Api.assertProblem(
                Users.as("ana").contentType(type).body("SELECT 1").post("/sandbox/sqlserver"),
                415,
                "unsupported-media-type");
    }

    @Test
    void aUserNeedsARightToRunSqlOfItsOwn() {
        for (String system : new String[] {"sqlserver", "databricks"}) {
            String path = "/sandbox/" + system;
            Api.assertProblem(
                    SandboxTable.statement("SELECT 1")
                            .header("Authorization", "Bearer token-of-eve")
                            .post(path),
                    403,
                    "sandbox-not-allowed");
            assertThat(SandboxTable.statement("SELECT 1 AS one")
                            .header("Authorization", "Bearer token-of-ana")
                            .post(path)
                            .asString())
                    .contains("one");
        }
    }
}
