package io.github.sqldatabricks.bridge.api.sync;

import static io.github.sqldatabricks.bridge.testing.Users.as;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.api.Api;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.sync.EventOutcome;
import io.github.sqldatabricks.bridge.testing.GuardedService;
import io.github.sqldatabricks.bridge.testing.ScriptedSync;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Events as a console or a script finds them and tries many again, by real HTTP. Catches filters that let others' events through, pages that lose or
 * double events, and one bad id that keeps the others back.
 */
@QuarkusTest
@TestProfile(GuardedService.class)
class EventListTest {

    @Inject
    ScriptedSync service;

    @Test
    void filtersFindOwnEventsOnlyAndPagesNeitherLoseNorDouble() {
        String from = Instant.now().toString();
        String table = "dbo.L" + SyncApi.id();
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            made.add(blocked("ben", table));
        }
        String anas = blocked("ana", table);
        String filter =
                "?limit=2&status_filter=blocked,failed&error_code=limit-exceeded&source=MAIN.sales.changes&target="
                        + table.toUpperCase() + "&from=" + from;

        List<String> seen = new ArrayList<>();
        Response page = as("ben").get("/sync/events" + filter);
        while (page.header("Bridge-Next") != null) {
            seen.addAll(page.jsonPath().getList("event_id"));
            blocked("ben", table);
            page = as("ben").get("/sync/events" + filter + "&after=" + page.header("Bridge-Next"));
        }
        seen.addAll(page.jsonPath().getList("event_id"));

        assertThat(seen).hasSize(5).containsExactlyInAnyOrderElementsOf(made);
        assertThat(SyncApi.listed("ben", "?user=ana&target=" + table)).isEmpty();
        assertThat(SyncApi.listed("eve", "?user=ANA&target=" + table)).containsExactly(anas);
        assertThat(SyncApi.listed("eve", "?to=" + from + "&target=" + table)).isEmpty();
        assertThat(SyncApi.listed("ben", "?error_code=none-such")).isEmpty();
        JsonPath event = SyncApi.event("ana", anas);
        assertThat(event.getString("user")).isEqualTo("ana");
        assertThat(event.getBoolean("from_table")).isFalse();
        assertThat(event.getInt("attempts")).isEqualTo(1);
        assertThat(event.getString("accepted_at")).endsWith("Z");

        String key = table.toLowerCase();
        JsonPath bens = as("ben").get("/sync/targets").jsonPath();
        assertThat(bens.getLong("find { it.target_table == '" + key + "' }.blocked"))
                .isGreaterThanOrEqualTo(7);
        JsonPath all = as("eve").get("/sync/targets").jsonPath();
        assertThat(all.getLong("find { it.target_table == '" + key + "' }.blocked"))
                .isEqualTo(bens.getLong("find { it.target_table == '" + key + "' }.blocked") + 1);
        assertThat(as("amy").get("/sync/targets").asString()).doesNotContain(key);
    }

    @Test
    void manyAreRetriedAndEachSaysWhatBecameOfIt() {
        String table = "dbo.R" + SyncApi.id();
        String mine = blocked("ben", table);
        String anas = blocked("ana", table);
        String done = SyncApi.submit("ben", table + "x");
        SyncApi.awaitStatus("ben", done, "completed");
        service.script(mine, (claim, cancel) -> new EventOutcome.Blocked(ErrorCode.LIMIT_EXCEEDED, "again"));

        JsonPath answer = as("ben")
                .body("{\"ids\": [\"" + mine + "\", \"" + anas + "\", \"" + done + "\", \"none\", \"" + mine + "\"]}")
                .post("/sync/events/retry")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();

        assertThat(answer.getList("event_id")).containsExactly(mine, anas, done, "none");
        assertThat(answer.getList("code"))
                .containsExactly(null, "unknown-event", "event-not-retryable", "unknown-event");
        assertThat(answer.getString("[0].status")).isEqualTo("pending");
        SyncApi.awaitStatus("ben", mine, "blocked");
        assertThat(SyncApi.event("ana", anas).getString("status")).isEqualTo("blocked");
        assertThat(as("ben").get("/sync/events/" + mine + "/history").jsonPath().getList("step"))
                .contains("event_retried");
        Api.assertProblem(as("ana").get("/sync/events/" + mine + "/history"), 404, "unknown-event");
    }

    @Test
    void whatMeansNothingIsRefused() {
        Api.assertProblem(as("ana").get("/sync/events?status_filter=failed,"), 400, "invalid-status");
        Api.assertProblem(as("ana").get("/sync/events?after=12"), 400, "invalid-field");
        Api.assertProblem(as("ana").get("/sync/events?from=yesterday"), 400, "invalid-field");
        Api.assertProblem(as("ana").body("{\"ids\": []}").post("/sync/events/retry"), 400, "invalid-field");
        Api.assertProblem(as("ana").body("{}").post("/sync/events/retry"), 400, "invalid-field");
        Api.assertProblem(as("ana").body("").post("/sync/events/retry"), 400, "missing-body");
        Api.assertProblem(as("ana").body("{\"ids\": [\"a b\"]}").post("/sync/events/retry"), 400, "invalid-event-id");
        String done = SyncApi.submit("ana", "dbo.t");
        SyncApi.awaitStatus("ana", done, "completed");
        Api.assertProblem(as("ana").post("/sync/events/" + done + "/dry-run"), 409, "event-not-retryable");
    }

    private String blocked(String user, String table) {
        String id = SyncApi.id();
        service.script(id, (claim, cancel) -> new EventOutcome.Blocked(ErrorCode.LIMIT_EXCEEDED, "too many rows"));
        SyncApi.submit(user, id, table);
        SyncApi.awaitStatus(user, id, "blocked");
        return id;
    }
}
