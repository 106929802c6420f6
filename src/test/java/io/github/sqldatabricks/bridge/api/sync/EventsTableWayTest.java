package io.github.sqldatabricks.bridge.api.sync;

import static io.github.sqldatabricks.bridge.testing.Users.as;
import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.observe.SqlConsole.SandboxConsoles;
import io.github.sqldatabricks.bridge.testing.GuardedSandbox;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * From a Databricks job's INSERT to SQL Server's rows and back to the job's SELECT, through everything that is real here:
 * drivers, HTTP, scheduler, permissions. Catches events that act for the wrong user, limits that don't hold, and statuses
 * that never reach the job.
 */
@QuarkusTest
@TestProfile(GuardedSandbox.class)
class EventsTableWayTest {

    private static final String EVENTS = "bridge.events.bridge_events";

    @Inject
    SandboxConsoles worlds;

    @Test
    void aJobsRowsReachSqlServerWhenTheDoorbellRings() {
        databricks("CREATE SCHEMA IF NOT EXISTS main.way");
        databricks("CREATE OR REPLACE TABLE main.way.prices (PRODUCT_ID INT, price DECIMAL(10, 2))");
        databricks("INSERT INTO main.way.prices VALUES (1, 1.01), (2, 2.02), (4711, 0.01)");
        databricks("INSERT INTO " + EVENTS + " (event_id, operation, source_table, target_table, primary_keys,"
                + " rows_expected) VALUES ('way-1', 'update', 'main.way.prices', 'PRICING', array('product_id'), 3)");
        assertThat(ring()).isGreaterThanOrEqualTo(1);
        assertThat(awaitEnd("way-1")).containsExactly("completed", "2", "1", null);
        assertThat(sqlServer("SELECT product_id, price FROM dbo.pricing WHERE product_id < 3 ORDER BY 1"))
                .containsExactly(List.of("1", "1.01"), List.of("2", "2.02"));
        assertThat(as("rosa").get("/sync/events/way-1").jsonPath().getInt("changes.updated"))
                .isEqualTo(2);
    }

    @Test
    void badRowsFailAloneWithTheirReasonAndTheGoodOneIsApplied() {
        databricks("INSERT INTO " + EVENTS + " (event_id, operation, target_table, filter_conditions) VALUES"
                + " ('bad-1', 'EXPLODE', 'dbo.pricing', NULL),"
                + " ('bad-2', 'DELETE', 'dbo.pricing', NULL),"
                + " ('bad-3', 'DELETE', 'dbo.pricing', 'not json'),"
                + " ('bad-4', 'DELETE', 'dbo.nowhere', '{\"a\": \"1\"}'),"
                + " ('bad-5', 'DELETE', 'dbo.pricing', '{\"colour\": \"red\"}'),"
                + " ('good-1', 'DELETE', 'dbo.pricing', '{\"product_id\": \"99\"}')");
        ring();
        assertThat(awaitEnd("good-1")).containsExactly("completed", "1", null, null);
        assertFailed("bad-1", "failed", "EXPLODE");
        assertFailed("bad-2", "failed", "filter_conditions");
        assertFailed("bad-3", "failed", "filter_conditions");
        assertFailed("bad-4", "blocked", "dbo.nowhere");
        assertFailed("bad-5", "failed", "colour");
        assertThat(sqlServer("SELECT COUNT(*) FROM dbo.pricing WHERE product_id = 99"))
                .containsExactly(List.of("0"));
    }

    @Test
    void rowsActForTheConfiguredUserOrForOneThatAllowsIt() {
        String where = "'{\"warehouse\": \"Zurich\", \"discontinued\": \"true\"}'";
        String few = "'{\"warehouse\": \"Zurich\", \"product_id\": \"7\"}'";
        databricks("INSERT INTO " + EVENTS + " (event_id, operation, target_table, filter_conditions, metadata) VALUES"
                + " ('who-1', 'DELETE', 'dbo.stock', " + few + ", NULL),"
                + " ('who-2', 'DELETE', 'dbo.stock', " + few + ", '{\"user\": \"ana\"}'),"
                + " ('who-3', 'DELETE', 'dbo.stock', " + where + ", '{\"user\": \"stock\"}'),"
                + " ('who-4', 'DELETE', 'dbo.stock', " + few + ", '{\"user\": \"stock\"}')");
        ring();
        assertThat(awaitEnd("who-4")).containsExactly("completed", "1", null, null);
        assertFailed("who-1", "blocked", "'pricing' does not allow");
        assertFailed("who-2", "blocked", "'ana'");
        assertFailed("who-3", "blocked", "10 deleted");
        assertThat(sqlServer("SELECT COUNT(*) FROM dbo.stock WHERE warehouse = 'Zurich'"))
                .containsExactly(List.of("99"));
    }

    @Test
    void aBlockedDeleteSaysWhatItWouldHaveDoneAndIsBlockedAgain() {
        String body = "{\"event_id\": \"rail-1\", \"operation\": \"DELETE\", \"target_table\": \"dbo.customer\","
                + " \"filter_conditions\": {\"c_mktsegment\": \"BUILDING\"}}";
        JsonPath blocked = as("rosa")
                .body(body)
                .post("/sync/events?process_immediately=true")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        assertThat(blocked.getString("status")).isEqualTo("blocked");
        assertThat(blocked.getString("error_message")).contains("rolled back", "max_delete_rows");
        JsonPath dry = as("rosa").body(body).post("/sync/events?dry_run=true").jsonPath();
        assertThat(dry.getString("status")).isEqualTo("blocked");
        assertThat(dry.getLong("changes.deleted")).isGreaterThan(20);
        as("rosa").post("/sync/events/rail-1/retry").then().statusCode(200);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> as("rosa")
                        .get("/sync/events/rail-1")
                        .jsonPath()
                        .getString("status")
                        .equals("blocked"));
        assertThat(sqlServer("SELECT COUNT(*) FROM dbo.customer")).containsExactly(List.of("150"));
    }

    @Test
    void anEventForADatabaseThatNoConnectionLeadsToChangesNoOther() {
        databricks("INSERT INTO " + EVENTS + " (event_id, operation, target_table, filter_conditions, metadata) VALUES"
                + " ('other-1', 'DELETE', 'dbo.pricing', '{\"product_id\": \"98\"}',"
                + " '{\"target_server\": \"X\", \"target_database\": \"Y\"}'),"
                + " ('other-2', 'DELETE', 'dbo.pricing', '{\"product_id\": \"97\"}',"
                + " '{\"target_server\": \"Sandbox\", \"target_database\": \"SANDBOX\", \"on_error\": \"stop\"}'),"
                + " ('other-3', 'DELETE', 'bridge.sync_ledger', '{\"fence\": \"1\"}', NULL),"
                + " ('', 'DELETE', 'dbo.pricing', '{\"product_id\": \"98\"}', NULL)");
        ring();
        assertFailed("other-1", "blocked", "target_server");
        assertThat(awaitEnd("other-2")).containsExactly("completed", "1", null, null);
        assertFailed("other-3", "failed", "bridge");
        assertFailed("", "failed", "event_id");
        assertThat(worlds.databricks()
                        .run("SELECT warning FROM " + EVENTS + " WHERE event_id = 'other-2'")
                        .rows()
                        .get(0)
                        .get(0))
                .contains("'on_error'");
        assertThat(sqlServer("SELECT COUNT(*) FROM dbo.pricing WHERE product_id = 98"))
                .containsExactly(List.of("1"));
    }

    @Test
    void requestsForADatabaseThatNoConnectionLeadsToAreBlockedToo() {
        String body = "{\"event_id\": \"\", \"operation\": \"DELETE\", \"source_table\": \"\","
                + " \"primary_keys\": [\"product_id\"], \"target_table\": \"dbo.pricing\","
                + " \"filter_conditions\": {\"product_id\": \"96\"},"
                + " \"metadata\": {\"country\": \"\", \"target_server\": \"X\", \"target_database\": \"Y\"}}";
        JsonPath event = as("rosa")
                .body(body)
                .post("/sync/events?process_immediately=true")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        assertThat(event.getString("status")).isEqualTo("blocked");
        assertThat(event.getString("error_code")).isEqualTo("target-not-configured");
        assertThat(event.getBoolean("retryable")).isFalse();
        JsonPath dry = as("rosa").body(body).post("/sync/events?dry_run=true").jsonPath();
        assertThat(dry.getString("status")).isEqualTo("blocked");
        assertThat(dry.getString("error_code")).isEqualTo("target-not-configured");
        assertThat(dry.getBoolean("retryable")).isFalse();
    }

    private void databricks(String sql) {
        worlds.databricks().run(sql);
    }

    private List<List<String>> sqlServer(String sql) {
        return worlds.sqlServer().run(sql).rows();
    }

    private static int ring() {
        JsonPath answer = as("rosa")
                .post("/sync/poller/trigger")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        assertThat(answer.getBoolean("success")).isTrue();
        return answer.getInt("events_processed");
    }

    /** Status, rows_affected, discrepancy and error_message, as the job reads them. */
    private List<String> awaitEnd(String id) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> List.of("completed", "failed", "blocked").contains(String.valueOf(row(id).get(0))));
        return row(id);
    }

    private List<String> row(String id) {
        return worlds.databricks()
                .run("SELECT status, rows_affected, discrepancy, error_message FROM " + EVENTS + " WHERE event_id = '"
                        + id + "'")
                .rows()
                .get(0);
    }

    private void assertFailed(String id, String status, String reason) {
        List<String> row = awaitEnd(id);
        assertThat(row.get(0)).as("%s: %s", id, row).isEqualTo(status);
        assertThat(row.get(3)).contains(reason);
    }
}
