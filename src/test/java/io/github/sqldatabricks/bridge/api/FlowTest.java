package io.github.sqldatabricks.bridge.api;

import static io.github.sqldatabricks.bridge.testing.Users.as;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.console.Browser;
import io.github.sqldatabricks.bridge.flow.FlowBook;
import io.github.sqldatabricks.bridge.testing.GuardedSandbox;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.util.UUID;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code GET /flow} of the whole service. Catches work that does not count, and readers who are no administrators. */
@QuarkusTest
@TestProfile(GuardedSandbox.class)
class FlowTest {

    @Inject
    FlowBook book;

    @Test
    void whatMovesIsToldInItsDirection() {
        long rows = sum("extraction", "rows");
        long changed = sum("sync", "rows");
        long failed = sum("sync", "failed");
        String job = as("ana")
                .body("{\"country\": \"bolivia\", \"queries\": [\"top_customers\"], \"destination\":"
                        + " \"/Volumes/main/bridge/landing/" + UUID.randomUUID() + "\"}")
                .post("/extract")
                .path("job_id");
        Api.awaitEnd("ana", job);
        as("ana")
                .body("{\"operation\": \"DELETE\", \"target_table\": \"dbo.stock\","
                        + " \"filter_conditions\": {\"warehouse\": \"Nowhere\"}}")
                .post("/sync/events?process_immediately=true");
        as("rosa")
                .body("{\"operation\": \"DELETE\", \"target_table\": \"dbo.stock\","
                        + " \"filter_conditions\": {\"warehouse\": \"La Paz\"}}")
                .post("/sync/events?process_immediately=true");
        book.drained();
        assertThat(sum("extraction", "rows")).isGreaterThanOrEqualTo(rows + 25);
        assertThat(sum("extraction", "bytes")).isPositive();
        assertThat(sum("extraction", "ended")).isPositive();
        assertThat(sum("sync", "rows")).isGreaterThanOrEqualTo(changed);
        assertThat(sum("sync", "failed")).isGreaterThanOrEqualTo(failed + 1);

        Document overview = Browser.of("eve").page("/console/?window=24h");
        assertThat(overview.select("#flow-out path.line").attr("d")).startsWith("M0 ");
        assertThat(overview.select("#flow-back rect.mark")).isNotEmpty();
        assertThat(overview.select(".chips [aria-current]").text()).isEqualTo("24h");
        assertThat(Browser.of("ana").page("/console/").select("#flow-out")).isEmpty();
    }

    private static long sum(String direction, String field) {
        return as("eve")
                .get("/flow?window=7d")
                .jsonPath()
                .getLong("points.findAll { it.direction == '" + direction + "' }." + field + ".sum() ?: 0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1h", "24h", "7d"})
    void eachWindowHasSteps(String window) {
        JsonPath flow = as("eve")
                .get("/flow?window=" + window)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        assertThat(flow.getString("window")).isEqualTo(window);
        assertThat(flow.getLong("step_seconds")).isIn(60L, 600L, 3600L);
        assertThat(flow.getString("since")).endsWith("Z");
    }

    @Test
    void othersAndOtherWindowsAreRefused() {
        Api.assertProblem(as("ana").get("/flow"), 403, "admin-only");
        Api.assertProblem(as("eve").get("/flow?window=2h"), 400, "invalid-field");
    }
}
