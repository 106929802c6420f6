package io.github.sqldatabricks.bridge.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.testing.SandboxTable;
import io.github.sqldatabricks.bridge.testing.WatchedSandbox;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An event from the request to the sandbox's table and back, through everything that is wired. Catches a path that nobody
 * answers, and an emulator that is not connected.
 */
@QuarkusTest
@TestProfile(WatchedSandbox.class)
class SandboxEventTest {

    @ParameterizedTest
    @CsvSource({"/sync/events, La Paz", "/sync, Zurich"})
    void aDeleteByConditionsIsAppliedOnce(String path, String warehouse) {
        String body = "{\"operation\": \"DELETE\", \"target_table\": \"dbo.stock\", \"event_id\": \"stock-of-"
                + warehouse.replace(' ', '-') + "\", \"filter_conditions\": {\"warehouse\": \"" + warehouse
                + "\", \"discontinued\": \"true\"}}";
        assertDeleted(post(path + "?process_immediately=true", body), 10);
        assertDeleted(post(path + "?process_immediately=true", body), 10);
        assertDeleted(post(path + "?dry_run=true", body.replace("stock-of", "again")), 0);
    }

    @Test
    void aDryRunShowsRowsAndChangesNothing() {
        String body = "{\"operation\": \"DELETE\", \"target_table\": \"dbo.pricing\","
                + " \"filter_conditions\": {\"valid_from\": \"2026-01-01\"}}";
        for (int attempt = 0; attempt < 2; attempt++) {
            JsonPath run = assertDeleted(post("/sync/events?dry_run=true", body), 100);
            assertThat(run.getList("sample")).isNotEmpty();
            assertThat(run.getString("sample[0].before.currency")).isEqualTo("EUR");
        }
    }

    /** As by SQL Server's usual collations. Its table is not the others', whose rows are counted. */
    @ParameterizedTest
    @ValueSource(strings = {"Dbo.Supplier", "[DBO].[supplier]", "[dBo].SUPPLIER", "SUPPLIER"})
    void aTableIsFoundByAnyCaseOfItsName(String table) {
        String body = "{\"operation\": \"DELETE\", \"target_table\": \"" + table
                + "\", \"filter_conditions\": {\"S_SuppKey\": 7}}";
        JsonPath run = assertDeleted(post("/sync/events?dry_run=true", body), 1);
        assertThat(run.getInt("sample[0].before.s_suppkey")).isEqualTo(7);
        String qualified = table.contains(".") ? table : "Dbo." + table;
        String found = SandboxTable.statement(
                        "SELECT 'no. ' || [S_SUPPKEY] AS n FROM " + qualified + " AS S WHERE s.[s_suppKEY] = 7")
                .post("/sandbox/sqlserver")
                .asString();
        assertThat(found).contains("no. 7");
    }

    private static Response post(String path, String body) {
        return given().contentType(ContentType.JSON).body(body).post(path);
    }

    private static JsonPath assertDeleted(Response response, int rows) {
        JsonPath answer = response.then().statusCode(200).extract().jsonPath();
        assertThat(answer.getString("status")).isEqualTo("completed");
        assertThat(answer.getInt("changes.deleted")).isEqualTo(rows);
        return answer;
    }
}
