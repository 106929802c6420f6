package io.github.sqldatabricks.bridge.observe;

import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sqldatabricks.bridge.testing.CatalogueServer;
import io.github.sqldatabricks.bridge.testing.SandboxTable;
import io.github.sqldatabricks.bridge.testing.WatchedSandbox;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/**
 * What a catalogue gets over its socket, field by field (the published JSON schema is not on hand). Catches names that
 * break OpenLineage's rules, runs that do not fit together, and SQL, values or keys in an event.
 */
@QuarkusTest
@TestProfile(WatchedSandbox.class)
class OpenLineageTest {

    private static final CatalogueServer CATALOGUE = WatchedSandbox.CATALOGUE;

    @Test
    void anExtractionIsToldWithItsTablesColumnsAndNumbers() {
        extract("told");
        List<JsonNode> events = eventsOf("/Volumes/main/bridge/landing/told/bolivia/customers_by_nation");
        assertRun(events, "COMPLETE");
        JsonNode input = events.get(0).at("/inputs/0");
        assertThat(input.get("namespace").asText()).isEqualTo("mssql://sandbox:1433");
        assertThat(input.get("name").asText()).startsWith("sandbox.").matches("[a-z_]+\\.[a-z_]+\\.[a-z_]+");
        JsonNode output = events.get(1).at("/outputs/0");
        assertThat(output.get("namespace").asText()).startsWith("dbfs://127.0.0.1:");
        assertThat(output.get("name").asText())
                .isEqualTo("/Volumes/main/bridge/landing/told/bolivia/customers_by_nation");
        assertThat(output.at("/facets/schema/fields")).isNotEmpty().allSatisfy(field -> {
            assertThat(field.get("name").asText()).isNotEmpty();
            assertThat(field.get("type").asText()).isNotEmpty();
        });
        assertThat(output.at("/outputFacets/outputStatistics/rowCount").asLong())
                .isEqualTo(8);
        assertThat(output.at("/outputFacets/outputStatistics/size").asLong()).isPositive();
        assertThat(events.toString()).doesNotContainIgnoringCase("select ").doesNotContain("top-secret");
        assertThat(CATALOGUE.authorizations()).containsOnly("Bearer top-secret");
    }

    @Test
    void aLoadIsToldWithItsTableBesideTheFolder() {
        extract("loaded", "\"load\": {\"target\": \"main.told_loads.customers\", \"mode\": \"replace\"}, ");
        List<JsonNode> events = eventsOf("/Volumes/main/bridge/landing/loaded/bolivia/customers_by_nation");
        assertRun(events, "COMPLETE");
        JsonNode table = events.get(1).at("/outputs/1");
        assertThat(table.get("namespace").asText()).startsWith("unitycatalog://127.0.0.1:");
        assertThat(table.get("name").asText()).isEqualTo("main.told_loads.customers");
        assertThat(table.at("/outputFacets/outputStatistics/rowCount").asLong()).isEqualTo(8);
    }

    @Test
    void anEventIsToldFromItsSourceToItsTarget() {
        sql("CREATE SCHEMA IF NOT EXISTS main.told");
        sql("CREATE TABLE main.told.prices (product_id INT, product_name STRING, price DECIMAL(10, 2))");
        sql("INSERT INTO main.told.prices VALUES (1, 'Hush-hush', 8.49), (2, 'Product 2', 8.99)");
        SandboxTable.create("told_prices", 1);
        event("main.told.prices", "dbo.told_prices").then().statusCode(200);
        List<JsonNode> events = events("sync.dbo.told_prices", 2);
        assertRun(events, "COMPLETE");
        JsonNode input = events.get(1).at("/inputs/0");
        assertThat(input.get("namespace").asText()).startsWith("unitycatalog://127.0.0.1:");
        assertThat(input.get("name").asText()).isEqualTo("main.told.prices");
        JsonNode output = events.get(1).at("/outputs/0");
        assertThat(output.get("namespace").asText()).isEqualTo("mssql://sandbox:1433");
        assertThat(output.get("name").asText()).isEqualTo("sandbox.dbo.told_prices");
        assertThat(output.at("/outputFacets/outputStatistics/rowCount").asLong())
                .isEqualTo(2);
        assertThat(events.toString()).doesNotContain("Hush-hush");
    }

    @Test
    void aFailureIsToldByItsCode() {
        SandboxTable.create("told_failure", 1);
        event("main.told.none", "dbo.told_failure").then().statusCode(200);
        List<JsonNode> events = events("sync.dbo.told_failure", 2);
        assertRun(events, "FAIL");
        assertThat(events.get(1).at("/run/facets/errorMessage/message").asText())
                .matches("[a-z-]+");
    }

    private static void assertRun(List<JsonNode> events, String end) {
        assertThat(events).extracting(event -> event.get("eventType").asText()).containsExactly("START", end);
        assertThat(events)
                .extracting(event -> UUID.fromString(event.at("/run/runId").asText()))
                .containsOnly(UUID.fromString(events.get(0).at("/run/runId").asText()));
        assertThat(events).allSatisfy(event -> {
            assertThat(Instant.parse(event.get("eventTime").asText())).isBefore(Instant.now());
            assertThat(event.get("producer").asText()).startsWith("https://");
            assertThat(event.get("schemaURL").asText())
                    .isEqualTo("https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent");
            assertThat(event.at("/job/namespace").asText()).isEqualTo("sql-databricks-bridge");
            assertThat(event.findValuesAsText("_schemaURL"))
                    .isNotEmpty()
                    .allMatch(url -> url.startsWith("https://openlineage.io/spec/facets/"));
            assertThat(event.findValuesAsText("_producer")).hasSameSizeAs(event.findValuesAsText("_schemaURL"));
        });
    }

    /** Of the run with this output, which others of the same job have not. */
    private static List<JsonNode> eventsOf(String output) {
        String job = "extraction.bolivia.customers_by_nation";
        AtomicReference<JsonNode> end = new AtomicReference<>();
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            CATALOGUE.events(job).stream()
                    .filter(event -> event.get("eventType").asText().equals("COMPLETE"))
                    .filter(event -> event.at("/outputs/0/name").asText().equals(output))
                    .forEach(end::set);
            return end.get() != null;
        });
        String run = end.get().at("/run/runId").asText();
        return CATALOGUE.events(job).stream()
                .filter(event -> event.at("/run/runId").asText().equals(run))
                .toList();
    }

    private static List<JsonNode> events(String job, int number) {
        await().atMost(Duration.ofSeconds(20)).until(() -> CATALOGUE.events(job).size() >= number);
        return CATALOGUE.events(job);
    }

    private static void extract(String folder) {
        extract(folder, "");
    }

    private static void extract(String folder, String more) {
        String job = given().contentType(ContentType.JSON)
                .body("{" + more + "\"country\": \"bolivia\", \"queries\": [\"customers_by_nation\"],"
                        + " \"destination\": \"/Volumes/main/bridge/landing/" + folder + "\"}")
                .post("/extract")
                .then()
                .statusCode(202)
                .extract()
                .path("job_id");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> given().get("/jobs/" + job).path("status").equals("completed"));
    }

    private static Response event(String source, String target) {
        return given().contentType(ContentType.JSON)
                .body("{\"operation\": \"UPSERT\", \"source_table\": \"" + source + "\", \"target_table\": \"" + target
                        + "\", \"primary_keys\": [\"product_id\"]}")
                .post("/sync/events?process_immediately=true");
    }

    private static void sql(String statement) {
        SandboxTable.run("databricks", statement);
    }
}
