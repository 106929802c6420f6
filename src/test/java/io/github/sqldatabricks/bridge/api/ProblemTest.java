package io.github.sqldatabricks.bridge.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.testing.LastingService;
import io.github.sqldatabricks.bridge.testing.RawHttp;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.io.IOException;
import java.net.URI;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every wrong request, over real HTTP. Catches answers that are not problem+json, that blame the server for the caller's
 * mistake, guess what was meant, show inner names or stack traces, let a name leave its root, or store a job all the same.
 */
@QuarkusTest
@TestProfile(LastingService.class)
class ProblemTest {

    @TestHTTPResource("/")
    URI service;

    private int jobsBefore;

    @BeforeEach
    void count() {
        jobsBefore = jobs();
    }

    @AfterEach
    void nothingWasStored() {
        assertThat(jobs()).isEqualTo(jobsBefore);
    }

    @Test
    void aMisspeltParameterIsRefusedWithTheRightName() {
        Response answer = Api.post("{\"country\": \"bolivia\", \"parameters\": {\"B2\": \"1998-07-01\"}}");
        Api.assertProblem(answer, 400, "unknown-parameter");
        assertThat(answer.asString()).contains("'B2' (did you mean 'b'?)").doesNotContain("1998");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"country\": \"bolivia\"",
                "not json",
                "{\"country\": \"bolivia\"} trailing",
                "{\"country\": \"bolivia\", \"country\": \"peru\"}"
            })
    void whatIsNoJsonObjectIsRefused(String body) {
        Api.assertProblem(Api.post(body), 400, "malformed-json");
    }

    @Test
    void aDefectTellsNothingOfTheInside() {
        Response answer = given().get("/test/defect");
        Api.assertProblem(answer, 500, "internal-error");
        assertThat(answer.asString()).doesNotContain("of-the-inside").doesNotContain("Exception");
    }

    @Test
    void anEmptyBodyIsRefused() {
        Api.assertProblem(given().contentType(ContentType.JSON).post("/extract"), 400, "missing-body");
        Api.assertProblem(Api.post("null"), 400, "missing-body");
    }

    @Test
    void anUnknownFieldIsNamed() {
        Response answer = Api.post("{\"country\": \"bolivia\", \"chunksize\": 5}");
        Api.assertProblem(answer, 400, "unknown-field");
        assertThat(answer.<String>path("detail")).contains("chunksize", "chunk_size");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"country\": 5",
                "\"country\": [\"bolivia\"]",
                "\"overwrite\": \"yes\"",
                "\"overwrite\": 1",
                "\"chunk_size\": \"100\"",
                "\"chunk_size\": 1.5",
                "\"chunk_size\": 99999999999",
                "\"chunk_size\": 0",
                "\"chunk_size\": -1",
                "\"limit\": 0",
                "\"queries\": \"q1\"",
                "\"queries\": []",
                "\"queries\": [null]",
                "\"queries\": [{}]",
                "\"parameters\": [1]"
            })
    void aFieldOfTheWrongTypeOrRangeIsNamed(String field) {
        String others = field.contains("country") ? "" : "\"country\": \"bolivia\", ";
        Response answer = Api.post("{" + others + field + "}");
        Api.assertProblem(answer, 400, "invalid-field");
        assertThat(answer.<String>path("detail")).contains(field.substring(1, field.indexOf('"', 1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"x\": {}}", "{\"x\": []}", "{\"x\": [[1]]}"})
    void aParameterThatCannotBeBoundIsRefused(String parameters) {
        Api.assertProblem(
                Api.post("{\"country\": \"bolivia\", \"parameters\": " + parameters + "}"), 400, "invalid-parameter");
    }

    @ParameterizedTest
    @CsvSource({
        "country, ../bolivia, invalid-country",
        "country, bolivia/../peru, invalid-country",
        "country, '', invalid-country",
        "queries_path, ../../etc, path-outside-root",
        "queries_path, /etc, path-outside-root",
        "config_path, ../.., path-outside-root",
        "config_path, /, path-outside-root",
        "destination, /tmp/x, invalid-destination",
        "destination, /Volumes/a/b/c/../../../d, invalid-destination",
        "destination, /Volumes/a/b, invalid-destination",
        "destination, /Volumes/a/b/c%2e%2e/d, invalid-destination",
        "destination, dbfs:/Volumes/a/b/c, invalid-destination",
        "destination, 'abfss://c@a.dfs.core.windows.net/x', invalid-destination"
    })
    void noNameLeavesItsRoot(String field, String value, String code) {
        String others = field.equals("country") ? "" : "\"country\": \"bolivia\", ";
        Response answer = Api.post("{" + others + "\"" + field + "\": \"" + value + "\"}");
        Api.assertProblem(answer, 400, code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../q1", "q1/../../x", "..", "q1.sql\\u0000", "q 1", ""})
    void aQueryNameThatIsNoNameIsRefused(String name) {
        Api.assertProblem(Api.post(Api.body(name)), 400, "invalid-query-name");
    }

    @Test
    void unknownQueriesAreAllNamed() {
        Response answer = Api.post(Api.body("q1", "nope", "neither"));
        Api.assertProblem(answer, 400, "unknown-query");
        assertThat(answer.<String>path("detail")).contains("nope", "neither");
    }

    @Test
    void anUnknownCountryIsNotFound() {
        Api.assertProblem(Api.post("{\"country\": \"atlantis\"}"), 404, "unknown-country");
    }

    @Test
    void aFolderThatDoesNotExistIsNotFound() {
        Api.assertProblem(Api.post("{\"country\": \"bolivia\", \"queries_path\": \"nowhere\"}"), 404, "unknown-path");
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "a b", "0123456789012345678901234567890123456789012345678901234567890123456"})
    void aKeyThatIsTooLongOrNotVisibleIsRefused(String key) {
        Api.assertProblem(
                Api.post("{\"country\": \"bolivia\", \"idempotency_token\": \"" + key + "\"}"),
                400,
                "invalid-idempotency-key");
    }

    @Test
    void twoDifferentKeysAreRefused() {
        Response answer = given().contentType(ContentType.JSON)
                .header("Idempotency-Key", "a")
                .body("{\"country\": \"bolivia\", \"idempotency_token\": \"b\"}")
                .post("/extract");
        Api.assertProblem(answer, 400, "invalid-idempotency-key");
    }

    @Test
    void aBodyThatIsTooLargeIsRefused() {
        Response answer = Api.post("{\"country\": \"" + "x".repeat(2_000_000) + "\"}");
        Api.assertProblem(answer, 413, "body-too-large");
    }

    @ParameterizedTest
    @CsvSource({
        "limit=0, invalid-field",
        "limit=1001, invalid-field",
        "limit=ten, invalid-field",
        "offset=-1, invalid-field",
        "offset=99999999999, invalid-field",
        "status_filter=done, invalid-status",
        "status_filter=COMPLETED, invalid-status"
    })
    void aListParameterOutOfRangeIsRefused(String query, String code) {
        Api.assertProblem(given().get("/jobs?" + query), 400, code);
    }

    @Test
    void anUnknownJobIsNotFound() {
        Api.assertProblem(given().get("/jobs/" + UUID.randomUUID()), 404, "unknown-job");
        Api.assertProblem(given().delete("/jobs/" + UUID.randomUUID()), 404, "unknown-job");
    }

    @Test
    void aJobIdThatIsNoneIsRefused() {
        Api.assertProblem(given().urlEncodingEnabled(false).get("/jobs/..%2F..%2Fetc"), 400, "invalid-job-id");
        Api.assertProblem(given().get("/jobs/" + "x".repeat(65)), 400, "invalid-job-id");
    }

    @Test
    void whatTheHttpLayerRefusesIsAProblemToo() {
        Api.assertProblem(given().get("/nowhere"), 404, "unknown-path");
        Api.assertProblem(given().put("/jobs"), 405, "method-not-allowed");
        Api.assertProblem(given().contentType("text/plain").body("x").post("/extract"), 415, "unsupported-media-type");
        Api.assertProblem(given().accept("image/png").get("/jobs"), 406, "not-acceptable");
    }

    @Test
    void aRequestOfTwoHostsIsRefused() throws IOException {
        assertThat(RawHttp.exchange(service, "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400")
                .contains("application/problem+json", "Host header");
    }

    private static int jobs() {
        return given().get("/jobs?limit=1000").jsonPath().getList("$").size();
    }
}
