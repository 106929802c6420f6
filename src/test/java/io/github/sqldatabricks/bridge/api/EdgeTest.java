package io.github.sqldatabricks.bridge.api;

import static io.github.sqldatabricks.bridge.testing.Users.as;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import io.github.sqldatabricks.bridge.testing.FakeRowSource;
import io.github.sqldatabricks.bridge.testing.Gate;
import io.github.sqldatabricks.bridge.testing.GuardedService;
import io.github.sqldatabricks.bridge.testing.RawHttp;
import io.github.sqldatabricks.bridge.testing.ScriptedConnectivity;
import io.github.sqldatabricks.bridge.testing.ScriptedRowSource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the edge tells, and to whom. Catches hosts, logins and jobs of others that are told to strangers, and requests of two meanings. */
@QuarkusTest
@TestProfile(GuardedService.class)
class EdgeTest {

    private static final String REASON = "Login failed for user 'sa' on sales.example.";

    @TestHTTPResource("/")
    URI service;

    @Inject
    ScriptedConnectivity dependency;

    @Inject
    ScriptedRowSource source;

    @AfterEach
    void recover() {
        dependency.recover();
        source.reset();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health", "/health/ready", "/api/v1/health"})
    void theReasonOfReadinessIsForWhoHasAToken(String path) {
        dependency.fail(REASON);
        given().get(path)
                .then()
                .statusCode(503)
                .body("status", equalTo("DOWN"))
                .body("checks.find { it.name == 'scripted' }.status", equalTo("DOWN"))
                .body(not(containsString("sales.example")));
        given().header("Authorization", "Bearer wrong")
                .get(path)
                .then()
                .statusCode(503)
                .body(not(containsString("sales.example")));
        as("bob")
                .get(path)
                .then()
                .statusCode(503)
                .body("checks.find { it.name == 'scripted' }.data.detail", equalTo(REASON));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /health/ready/",
                "GET //health/ready",
                "GET /api/v1/health/ready/",
                "HEAD /health/ready",
                "POST /health/ready",
                "PUT /health",
                "OPTIONS /health/ready",
                "POST /api/v1/health/ready",
                "REPORT /health",
                "GET /health/well",
                "GET /health/group",
                "GET /health/group/x"
            })
    void noSpellingAndNoMethodTellsTheReasonOfReadiness(String request) throws IOException {
        dependency.fail(REASON);
        String answer = RawHttp.exchange(
                service, request + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 ").doesNotContain("sales.example");
    }

    @Test
    void onlyWhoMayWriteRingsThePoller() {
        Api.assertProblem(as("amy").post("/sync/poller/trigger"), 403, "trigger-not-allowed");
        as("bob").post("/sync/poller/trigger").then().statusCode(200);
        as("eve").post("/sync/poller/trigger").then().statusCode(200);
    }

    @Test
    void aJobOfSomebodyElseIsNotNamed() {
        Gate gate = new Gate();
        source.script("q1", new FakeRowSource(3).gateBeforeOpen(gate));
        String body = Api.bodyTo("/Volumes/main/bridge/" + UUID.randomUUID(), "q1");
        String job = as("ana")
                .body(body)
                .post("/extract")
                .then()
                .statusCode(202)
                .extract()
                .path("job_id");
        Response others = as("ben").body(body).post("/extract");
        Api.assertProblem(others, 409, "destination-busy").body("detail", not(containsString(job)));
        Response own = as("ana").body(body).post("/extract");
        Api.assertProblem(own, 409, "destination-busy").body("detail", containsString(job));
        gate.letPass();
        Api.awaitEnd("ana", job);
    }

    @ParameterizedTest
    @ValueSource(strings = {"common", "Common", "common_params", "permissions"})
    void whatIsNoCountryIsNone(String name) {
        Response answer = as("ana").body("{\"country\": \"" + name + "\"}").post("/extract");
        Api.assertProblem(answer, 404, "unknown-country");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip, chunked", "gzip", "chunked, chunked", "identity"})
    void aBodyOfAnotherTransferCodingIsRefused(String coding) throws IOException {
        String answer = RawHttp.exchange(
                service,
                "POST /extract HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: " + coding
                        + "\r\nConnection: close\r\n\r\n2\r\n{}\r\n0\r\n\r\n");
        assertThat(answer).matches("(?s)HTTP/1.1 (400|501) .*");
    }
}
