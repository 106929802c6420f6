package io.github.sqldatabricks.bridge.observe;

import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.testing.LastingService;
import io.github.sqldatabricks.bridge.testing.ScriptedConnectivity;
import io.github.sqldatabricks.bridge.testing.ScriptedRowSource;
import io.github.sqldatabricks.bridge.testing.ScriptedService;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What operators look at, over real HTTP. Catches a readiness that stays green while a dependency is down or does not
 * say which, meters that do not move or whose names change, and paths that the OpenAPI document forgets.
 */
@QuarkusTest
@TestProfile(LastingService.class)
class OperationsTest {

    @Inject
    ScriptedConnectivity dependency;

    @Inject
    ScriptedRowSource source;

    @BeforeEach
    void reset() {
        source.reset();
    }

    @AfterEach
    void recover() {
        dependency.recover();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health/live", "/health/ready", "/health/started", "/health/startup"})
    void theServiceIsHealthy(String path) {
        JsonPath health = given().get(path).then().statusCode(200).extract().jsonPath();
        assertThat(health.getString("status")).isEqualTo("UP");
    }

    @Test
    void aDependencyThatIsDownMakesTheServiceNotReadyAndIsNamedWithItsReason() {
        dependency.fail("Login failed for user 'bridge'.");
        JsonPath health =
                given().get("/health/ready").then().statusCode(503).extract().jsonPath();
        assertThat(health.getString("status")).isEqualTo("DOWN");
        assertThat(health.getString("checks.find { it.name == 'scripted' }.status"))
                .isEqualTo("DOWN");
        assertThat(health.getString("checks.find { it.name == 'scripted' }.data.detail"))
                .isEqualTo("Login failed for user 'bridge'.");
        given().get("/health/live").then().statusCode(200);
        dependency.recover();
        given().get("/health/ready").then().statusCode(200);
    }

    @Test
    void metersCountWhatJobsDo() {
        double jobs = meter("bridge_jobs_ended_total{status=\"completed\"}");
        double rows = meter("bridge_extraction_rows_total");
        double queries = meter("bridge_queries_seconds_count{status=\"completed\"}");
        given().contentType(ContentType.JSON)
                .body("{\"country\": \"bolivia\", \"queries\": [\"q1\", \"q2\"], \"overwrite\": true,"
                        + " \"destination\": \"/Volumes/main/bridge/meters\"}")
                .post("/extract")
                .then()
                .statusCode(202);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(meter("bridge_jobs_ended_total{status=\"completed\"}"))
                        .isEqualTo(jobs + 1));
        assertThat(meter("bridge_extraction_rows_total")).isEqualTo(rows + 6);
        assertThat(meter("bridge_queries_seconds_count{status=\"completed\"}")).isEqualTo(queries + 2);
        assertThat(meter("bridge_queue_free")).isEqualTo(ScriptedService.QUEUE_CAPACITY);
        assertThat(meter("bridge_queue_waiting")).isZero();
        assertThat(meter("bridge_queries_running")).isZero();
    }

    @Test
    void theOpenApiDocumentHasEveryPathWithItsErrors() {
        JsonPath document =
                given().accept(ContentType.JSON).get("/openapi?format=json").jsonPath();
        assertThat(document.getMap("paths").keySet().stream()
                        .map(Object::toString)
                        .toList())
                .contains("/", "/extract", "/jobs", "/jobs/{id}");
        assertThat(document.getMap("paths.'/extract'.post.responses").keySet().stream()
                        .map(Object::toString)
                        .toList())
                .contains("202", "400", "403", "404", "409", "422", "503");
        assertThat(document.getMap("components.schemas.ExtractionRequest.properties").keySet().stream()
                        .map(Object::toString)
                        .toList())
                .containsExactlyInAnyOrder(
                        "queries_path",
                        "config_path",
                        "country",
                        "destination",
                        "queries",
                        "overwrite",
                        "chunk_size",
                        "parameters",
                        "limit",
                        "idempotency_token",
                        "load");
    }

    @Test
    void theRootSaysWhatThisIs() {
        JsonPath root = given().get("/").then().statusCode(200).extract().jsonPath();
        assertThat(root.getString("service")).isEqualTo("sql-databricks-bridge");
        assertThat(root.getString("version")).isNotBlank();
        assertThat(root.getString("environment")).isEqualTo("development");
        given().get(root.getString("docs")).then().statusCode(200);
    }

    private static double meter(String name) {
        String text = given().accept("text/plain").get("/metrics").asString().replace(",}", "}");
        Matcher line = Pattern.compile("^" + Pattern.quote(name) + " (\\S+)$", Pattern.MULTILINE)
                .matcher(text);
        return line.find() ? Double.parseDouble(line.group(1)) : 0;
    }
}
