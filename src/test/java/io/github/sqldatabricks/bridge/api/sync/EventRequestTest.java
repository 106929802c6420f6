package io.github.sqldatabricks.bridge.api.sync;

import static io.github.sqldatabricks.bridge.testing.Users.as;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.api.Api;
import io.github.sqldatabricks.bridge.testing.GuardedService;
import io.github.sqldatabricks.bridge.testing.SandboxTable;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Requests that must not become events. Catches bodies that are half read, filters that are taken for others, and doors
 * that stand open.
 */
@QuarkusTest
@TestProfile(GuardedService.class)
class EventRequestTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "                                                                              | missing-body",
                "[]                                                                            | malformed-json",
                "{\"operation\": \"UPDATE\"                                                    | malformed-json",
                "{\"target_table\": \"t\"}                                                     | invalid-operation",
                "{\"operation\": \"MERGE\", \"target_table\": \"t\"}                           | invalid-operation",
                "{\"operation\": \"DELETE\", \"target_table\": \"t\"}                          | unbounded-delete",
                "{\"operation\": \"INSERT\", \"target_table\": \"t\"}                          | invalid-source-table",
                "{\"operation\": \"INSERT\", \"target_table\": \"t\", \"source_table\": \"a\"} | invalid-source-table",
                "{\"operation\": \"INSERT\", \"target_table\": \"a.b.c.d\", \"source_table\": \"a.b.c\"} | invalid-target-table",
                "{\"operation\": \"UPDATE\", \"target_table\": \"t\", \"source_table\": \"a.b.c\"} | invalid-primary-keys",
                "{\"operation\": \"DELETE\", \"target_table\": \"t\", \"filter_conditions\": {\"a\": []}} | invalid-field",
                "{\"operation\": \"DELETE\", \"target_table\": \"t\", \"priority\": \"high\"}  | invalid-field",
                "{\"operation\": \"DELETE\", \"target_table\": \"t\", \"surprise\": 1}         | unknown-field",
            })
    void aBodyThatCannotBeAnEventIsRefusedAndSaysWhy(String body, String code) {
        int before = as("ana").get("/sync/stats").jsonPath().getInt("total");
        Response answer = as("ana").body(body == null ? "" : body).post("/sync/events");
        Api.assertProblem(answer, 400, code);
        assertThat(as("ana").get("/sync/stats").jsonPath().getInt("total")).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({
        "/sync/events?limit=0",
        "/sync/events?limit=1001",
        "/sync/events?limit=ten",
        "/sync/events?offset=-1",
        "/sync/events?operation_filter=MERGE",
        "/sync/events?status_filter=done"
    })
    void aFilterThatCannotBeMeantIsRefused(String path) {
        Response answer = as("ana").get(path);
        Api.assertProblem(answer, 400, answer.jsonPath().getString("code"));
        assertThat(answer.jsonPath().getString("code")).startsWith("invalid-");
    }

    @Test
    void yesAndNoAreTheOnlyFlags() {
        for (String flag : new String[] {"process_immediately", "dry_run"}) {
            Response answer =
                    as("ana").body(SyncApi.body(SyncApi.id(), "dbo.t")).post("/sync/events?" + flag + "=maybe");
            Api.assertProblem(answer, 400, "invalid-field");
        }
    }

    @Test
    void withoutATokenNothingIsAnswered() {
        for (String path : new String[] {"/sync/events", "/sync/stats", "/sync/poller/status", "/sync/events/x"}) {
            Api.assertProblem(given().get(path), 401, "token-missing");
        }
        Api.assertProblem(given().post("/sync/poller/trigger"), 401, "token-missing");
        Api.assertProblem(SandboxTable.statement("SELECT 1").post("/sandbox/sqlserver"), 401, "token-missing");
        Api.assertProblem(given().header("Authorization", "Bearer no").get("/sync/events"), 401, "token-unknown");
    }

    @Test
    void aTableThatTheTokenMayNotWriteIsRefusedAndNothingIsStored() {
        List<String> before = SyncApi.listed("bob", "");
        Response refused = as("bob").body(SyncApi.body(SyncApi.id(), "dbo.t")).post("/sync/events");
        Api.assertProblem(refused, 403, "write-not-allowed");
        assertThat(SyncApi.listed("bob", "")).isEqualTo(before);
    }

    @Test
    void aSourceThatTheTokenMayNotCopyIsRefusedAlsoForADryRun() {
        for (String path : new String[] {"/sync/events", "/sync/events?dry_run=true"}) {
            Response refused =
                    as("wes").body(SyncApi.body(SyncApi.id(), "dbo.t")).post(path);
            Api.assertProblem(refused, 403, "source-not-allowed");
        }
        assertThat(SyncApi.listed("wes", "")).isEmpty();
    }

    @Test
    void nobodyRunsSqlWhereThereIsNoSandbox() {
        for (String world : new String[] {"databricks", "sqlserver"}) {
            Api.assertProblem(
                    SandboxTable.statement("SELECT 1")
                            .header("Authorization", "Bearer token-of-eve")
                            .post("/sandbox/" + world),
                    404,
                    "sandbox-off");
        }
    }
}
