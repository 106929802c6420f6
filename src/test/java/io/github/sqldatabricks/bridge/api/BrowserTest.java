package io.github.sqldatabricks.bridge.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;

import io.github.sqldatabricks.bridge.testing.GuardedService;
import io.github.sqldatabricks.bridge.testing.LogRecords;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Somebody opens the service in a browser. Catches an answer that says what the browser should have accepted, and what a
 * browser asks for by itself counting as a failed login.
 */
@QuarkusTest
@TestProfile(GuardedService.class)
class BrowserTest {

    private static final String FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

    @ParameterizedTest
    @ValueSource(strings = {FIREFOX, "text/html"})
    void theRootLeadsABrowserToTheConsole(String accept) {
        given().accept(accept)
                .redirects()
                .follow(false)
                .get("/")
                .then()
                .statusCode(303)
                .header("Location", endsWith("/console/"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "*/*", "image/png", "application/xml", "text/plain", "nonsense/*"})
    void theRootIsJsonForEverybodyElse(String accept) {
        given().accept(accept)
                .get("/")
                .then()
                .statusCode(200)
                .contentType("application/json")
                .body("service", equalTo("sql-databricks-bridge"));
    }

    @Test
    void whatBrowsersAskForByThemselvesIsNoFailedLogin() {
        try (LogRecords audit = LogRecords.of("bridge.audit")) {
            given().get("/favicon.ico").then().statusCode(204);
            given().get("/apple-touch-icon.png").then().statusCode(204);
            given().get("/api/v1/favicon.ico").then().statusCode(204);
            given().get("/robots.txt").then().statusCode(200).body(containsString("Disallow: /"));
            given().header("Origin", "https://elsewhere.example")
                    .header("Access-Control-Request-Method", "GET")
                    .options("/jobs")
                    .then()
                    .statusCode(200)
                    .header("Access-Control-Allow-Origin", (String) null)
                    .header("Allow", containsString("GET"));
            assertThat(audit.messages()).noneSatisfy(line -> assertThat(line).contains("auth_"));
        }
    }

    @Test
    void anOptionsRequestCallsNoResource() {
        given().options("/jobs/some").then().statusCode(200).body(equalTo(""));
        given().put("/favicon.ico").then().statusCode(401);
    }
}
