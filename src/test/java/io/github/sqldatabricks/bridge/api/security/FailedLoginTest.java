package io.github.sqldatabricks.bridge.api.security;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import io.github.sqldatabricks.bridge.testing.LogRecords;
import io.github.sqldatabricks.bridge.testing.StrictService;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Failed attempts over real HTTP, all from this machine. Catches a flood that is answered, logged and recorded one by one, a
 * door beside the counted one, a header that makes a new source of an old one, and an office that is locked out by one of its
 * own.
 */
@QuarkusTest
@TestProfile(StrictService.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FailedLoginTest {

    private static final int ALLOWED = StrictService.ATTEMPTS;

    @TestHTTPResource("/sync/events/ws")
    URI socket;

    @Test
    @Order(1)
    void tooManyAreAnswered429AndRecordedOnce() {
        try (LogRecords audit = LogRecords.of("bridge.audit")) {
            for (int i = 0; i < ALLOWED; i++) {
                wrong().then().statusCode(401);
            }
            for (int i = 0; i < 20; i++) {
                wrong().then()
                        .statusCode(429)
                        .contentType("application/problem+json")
                        .header("Retry-After", Integer::parseInt, allOf(greaterThan(600), lessThanOrEqualTo(720)))
                        .body("code", equalTo("too-many-attempts"))
                        .body("retryable", equalTo(true));
            }
            assertThat(audit.messages())
                    .filteredOn(line -> line.contains("auth_failure"))
                    .hasSize(ALLOWED);
            List<String> limited = audit.messages().stream()
                    .filter(line -> line.contains("rate_limited"))
                    .toList();
            assertThat(limited).hasSize(1);
            assertThat(limited.get(0)).contains("\"source_ip\":\"127.0.0.1\"").doesNotContain("wrong-secret");
        }
    }

    @Test
    @Order(2)
    void aValidTokenOfTheSameSourcePasses() {
        wrong().then().statusCode(429);
        given().header("Authorization", "Bearer token-of-one")
                .get("/test/who-am-i")
                .then()
                .statusCode(200)
                .body(equalTo("one"));
        wrong().then().statusCode(429);
    }

    @Test
    @Order(3)
    void noHeaderMakesANewSource() {
        for (String header : List.of("X-Forwarded-For", "Forwarded", "X-Real-IP", "X-Forwarded-Host")) {
            given().header("Authorization", "Bearer wrong-secret")
                    .header(header, header.equals("Forwarded") ? "for=198.51.100.7" : "198.51.100.7")
                    .get("/jobs")
                    .then()
                    .statusCode(429);
        }
    }

    @Test
    @Order(4)
    void aWebSocketIsCountedToo() {
        WebSocket.Builder upgrade =
                HttpClient.newHttpClient().newWebSocketBuilder().header("Authorization", "Bearer wrong-secret");
        URI address = URI.create(socket.toString().replaceFirst("^http", "ws"));
        try {
            upgrade.buildAsync(address, new WebSocket.Listener() {}).join();
            throw new AssertionError("a WebSocket was opened without a valid token");
        } catch (CompletionException e) {
            WebSocketHandshakeException refused = (WebSocketHandshakeException) e.getCause();
            assertThat(refused.getResponse().statusCode()).isEqualTo(429);
            assertThat(refused.getResponse().headers().firstValue("Retry-After"))
                    .isPresent();
        }
    }

    private static Response wrong() {
        return given().header("Authorization", "Bearer wrong-secret").get("/jobs");
    }
}
