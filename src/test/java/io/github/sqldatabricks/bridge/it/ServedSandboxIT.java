package io.github.sqldatabricks.bridge.it;

import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Both directions over the REST API of the built application, with tokens, on the sandbox. Catches a stand-in or a channel
 * that only the tests connect.
 */
class ServedSandboxIT {

    private static final String TOKEN = "token-of-the-only-user";

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Pattern SHOP = Pattern.compile("```yaml\n(version: 1\nname: shop\n.*?)```", Pattern.DOTALL);
    private static final Pattern STATEMENT =
            Pattern.compile("localhost:8000/sandbox/(\\w+) -H 'Content-Type: application/sql' -d \"([^\"]+)\"");

    @TempDir
    private static Path directory;

    private static BridgeProcess process;
    private static Service service;

    @BeforeAll
    static void serve() throws IOException {
        Templates.write(directory, "stock", "SELECT warehouse, product_id, discontinued FROM dbo.stock");
        Files.writeString(
                directory.resolve("config/permissions.yaml"),
                "users:\n  - {name: a, token: " + TOKEN
                        + ", sandbox: true, sources: ['*'], loads: [main.shop.*], permissions: [{table: '*', access: read_write}]}\n");
        Map<String, String> settings = new HashMap<>(LandedFiles.settings(directory));
        settings.put("BRIDGE_SYNC_POLLER_ENABLED", "false");
        settings.put("BRIDGE_REPLICATIONS_USER", "a");
        process = BridgeProcess.serve(directory, settings, "--sandbox");
        service = Service.of(process, TOKEN);
    }

    @AfterAll
    static void stop() throws IOException {
        process.close();
    }

    @Test
    void itIsReadyAndSaysWhatAnswers() {
        JsonPath ready =
                service.get("/health/ready").then().statusCode(200).extract().jsonPath();
        assertThat(ready.getList("checks.name", String.class)).contains("databricks", "sqlserver");
        assertThat(ready.getList("checks.status", String.class)).containsOnly("UP");
    }

    @Test
    void itIsAliveAndMeasuredAndDescribesItself() {
        service.get("/health/live").then().statusCode(200);
        assertThat(service.get("/metrics").asString()).contains("bridge_");
        assertThat(service.get("/openapi").asString()).contains("/sync/events");
    }

    @Test
    void nobodyGetsInWithoutTheToken() {
        Service stranger = new Service(service.uri(), "another");
        stranger.get("/jobs").then().statusCode(401);
        stranger.post("/sync/events", "{}").then().statusCode(401);
    }

    @Test
    void anEventChangesTheTableThatTheNextExtractionReads() throws Exception {
        extractStock();
        assertThat(LandedFiles.of(directory, "stock").rows()).isEqualTo(200);
        JsonPath event = service.post(
                        "/sync/events?process_immediately=true",
                        "{\"operation\": \"DELETE\", \"target_table\": \"dbo.stock\","
                                + " \"filter_conditions\": {\"warehouse\": \"La Paz\", \"discontinued\": \"true\"}}")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        assertThat(event.getString("status")).as(event.prettify()).isEqualTo("completed");
        assertThat(event.getInt("rows_affected")).isEqualTo(10);
        extractStock();
        assertThat(LandedFiles.of(directory, "stock").rows()).isEqualTo(190);
    }

    private static void extractStock() {
        service.awaitJob(service.extract("{\"country\": \"bolivia\", \"overwrite\": true}"), "completed");
    }

    /** The README's file and statements, as they stand. */
    @Test
    void tablesOnAScheduleBringWhatChanges() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        Matcher file = SHOP.matcher(readme);
        assertThat(file.find()).isTrue();
        Path replications = Files.createDirectories(directory.resolve("config/replications"));
        Files.writeString(replications.resolve("shop.yaml"), file.group(1));
        List<MatchResult> statements =
                STATEMENT.matcher(readme.substring(file.end())).results().toList();
        assertThat(statements).hasSize(3);
        await().atMost(PATIENCE)
                .until(() -> service.databricks(
                                        "SELECT count(*) FROM main.shop.pricing JOIN main.shop.stock USING (product_id)")
                                .statusCode()
                        == 200);

        assertThat(statements.get(0).group(1)).isEqualTo("sqlserver");
        service.sandbox("sqlserver", statements.get(0).group(2)).then().statusCode(200);
        service.sandbox("sqlserver", statements.get(1).group(2)).then().statusCode(200);
        await().atMost(PATIENCE)
                .until(() -> service.databricks(statements.get(2).group(2)).asString(), containsString("9.90"));
        assertThat(service.get("/replications/shop/streams").jsonPath().getList("name"))
                .containsExactly("dbo.price_alerts", "dbo.pricing", "dbo.stock");
    }
}
