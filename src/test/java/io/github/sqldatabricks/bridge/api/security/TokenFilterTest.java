package io.github.sqldatabricks.bridge.api.security;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import io.github.sqldatabricks.bridge.testing.GuardedService;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Catches, over real HTTP, a path that needs no token, a caller that is mixed up, and an answer that repeats a token. */
@QuarkusTest
@TestProfile(GuardedService.class)
class TokenFilterTest {

    @ParameterizedTest
    @ValueSource(strings = {"ana", "bob"})
    void tellsTheResourceWhoCalls(String user) {
        given().header("Authorization", "Bearer token-of-" + user)
                .get("/test/who-am-i")
                .then()
                .statusCode(200)
                .body(equalTo(user));
        given().header("Authorization", "Bearer token-of-" + user)
                .get("/test/who-am-i/blocking")
                .then()
                .statusCode(200)
                .body(equalTo(user));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/health/live", "/metrics", "/openapi"})
    void leavesWhatMachinesAskOpen(String path) {
        given().get(path).then().statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bearer token-of-bob", "BEARER  token-of-bob "})
    void readsTheSchemeWithoutCase(String header) {
        given().header("Authorization", header).get("/test/who-am-i").then().statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/test/who-am-i", "/no/such/path", "/jobs", "//test/who-am-i", "/test/../test/who-am-i"})
    void refusesEveryPathWithoutAToken(String path) {
        given().urlEncodingEnabled(false)
                .get(path)
                .then()
                .statusCode(401)
                .contentType("application/problem+json")
                .header("WWW-Authenticate", "Bearer realm=\"sql-databricks-bridge\"")
                .body("code", equalTo("token-missing"));
    }

    @Test
    void refusesAnUnknownTokenWithoutRepeatingIt() {
        given().header("Authorization", "Bearer wrong-secret")
                .get("/test/who-am-i")
                .then()
                .statusCode(401)
                .contentType("application/problem+json")
                .header("WWW-Authenticate", containsString("invalid_token"))
                .body("code", equalTo("token-unknown"))
                .body(not(containsString("wrong-secret")));
    }

    @Test
    void aTokenOfAnIdentityProviderIsUnknownWhenThereIsNone() {
        given().header("Authorization", "Bearer e30.e30.e30")
                .get("/test/who-am-i")
                .then()
                .statusCode(401)
                .body("code", equalTo("token-unknown"));
    }

    @Test
    void refusesAnExpiredToken() {
        given().header("Authorization", "Bearer token-of-old")
                .get("/test/who-am-i")
                .then()
                .statusCode(401)
                .body("code", equalTo("token-expired"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic dG9rZW4tb2YtYm9i", "token-of-bob", "Bearer", "Bearertoken-of-bob"})
    void refusesAnotherScheme(String header) {
        given().header("Authorization", header)
                .get("/test/who-am-i")
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", containsString("Bearer"));
    }

    @Test
    void refusesAQueryOfTablesThatTheTokenMayNotRead() {
        given().header("Authorization", "Bearer token-of-bob")
                .contentType("application/json")
                .body("""
                        {"country": "bolivia", "queries": ["q2"],
                         "destination": "/Volumes/main/bridge/landing"}
                        """)
                .post("/extract")
                .then()
                .statusCode(403)
                .contentType("application/problem+json")
                .body("code", equalTo("read-not-allowed"))
                .body("detail", containsString("query 'q2' reads dbo.t2"))
                .body("retryable", equalTo(false));
    }
}
