package io.github.sqldatabricks.bridge.api.sync;

import static io.github.sqldatabricks.bridge.testing.Users.as;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.api.Api;
import io.github.sqldatabricks.bridge.testing.GuardedSandbox;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import org.junit.jupiter.api.Test;

/** What a blocked event would do, in the sandbox. Catches one that changes something, and rows shown to who may not read them. */
@QuarkusTest
@TestProfile(GuardedSandbox.class)
class EventDryRunTest {

    @Test
    void aBlockedEventTellsWhatItWouldDoAndItsRowsAreForReaders() {
        String id = SyncApi.id();
        String body = "{\"event_id\": \"" + id + "\", \"operation\": \"DELETE\", \"target_table\": \"dbo.pricing\","
                + " \"filter_conditions\": {\"valid_from\": \"2026-01-01\"}}";
        as("rosa").body(body).post("/sync/events").then().statusCode(202);
        assertThat(SyncApi.awaitStatus("rosa", id, "blocked").getString("error_code"))
                .isEqualTo("limit-exceeded");

        for (int i = 0; i < 2; i++) {
            JsonPath run = dryRun("rosa", id);
            assertThat(run.getString("status")).isEqualTo("blocked");
            assertThat(run.getInt("changes.deleted")).isEqualTo(100);
        }
        assertThat(dryRun("eve", id).getList("sample")).isEmpty();
        Api.assertProblem(as("pricing").post("/sync/events/" + id + "/dry-run"), 404, "unknown-event");
        JsonPath history = as("rosa").get("/sync/events/" + id + "/history").jsonPath();
        assertThat(history.getList("step"))
                .startsWith("permission_granted", "sync_started")
                .contains("delete_blocked", "sync_dry_run");
        assertThat(history.getString("find { it.step == 'delete_blocked' }.error"))
                .startsWith("limit-exceeded");
        assertThat(history.getInt("find { it.step == 'sync_started' }.attempt")).isEqualTo(1);
        assertThat(history.prettify()).doesNotContain("127.0.0.1", "source_ip", "token");
    }

    private static JsonPath dryRun(String user, String id) {
        return as(user).post("/sync/events/" + id + "/dry-run")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }
}
