package io.github.sqldatabricks.bridge.api;

import static io.github.sqldatabricks.bridge.testing.Users.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import io.github.sqldatabricks.bridge.databricks.DatabricksJdbc;
import io.github.sqldatabricks.bridge.databricks.DatabricksStatements;
import io.github.sqldatabricks.bridge.observe.SqlConsole.SandboxConsoles;
import io.github.sqldatabricks.bridge.testing.GuardedSandbox;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Templates with {@code @partition}, from the request to the rows in the table. Catches rows that come twice or not at all, a directive
 * that nobody sees, and one that is dropped silently.
 */
@QuarkusTest
@TestProfile(GuardedSandbox.class)
class PartitionedTemplateTest {

    private static final String LOAD = "{\"load\": {\"target\": \"main.loaded.{query}\", \"mode\": \"replace\"}, ";

    @Inject
    SandboxConsoles worlds;

    @Inject
    DatabricksJdbc jdbc;

    private Path template;

    @AfterEach
    void removeTemplate() throws IOException {
        Files.delete(template);
    }

    @Test
    void severalReadersReadEachRowOnceIntoFilesOfTheirOwn() throws IOException {
        worlds.sqlServer().run("CREATE TABLE dbo.parted (id INT NOT NULL PRIMARY KEY, k DECIMAL(9, 2))");
        for (int id = 0; id < 200; id++) {
            worlds.sqlServer()
                    .run("INSERT INTO dbo.parted VALUES (" + id + ", " + (id % 7 == 0 ? "NULL" : id % 50) + ")");
        }
        template("parted", "-- @partition k 5\nSELECT id, k FROM dbo.parted WHERE id < {most}");
        String body = body("parted", LOAD + "\"parameters\": {\"most\": 190}, ");

        JsonPath plan = as("ana").body(body).post("/extract?dry_run=true").jsonPath();
        assertThat(plan.getString("queries[0].partition")).isEqualTo("5 by k");
        String shown = as("ana").get("/queries").jsonPath().getString("find { it.query_name == 'parted' }.partition");
        assertThat(shown).isEqualTo("5 by k");

        JsonPath job = ended(body);
        assertThat(job.getString("status")).as(job.prettify()).isEqualTo("completed");
        assertThat(job.getLong("results[0].rows_extracted")).isEqualTo(190);
        List<String> files = job.getList("results[0].files_created");
        assertThat(files).hasSizeBetween(4, 5).allMatch(file -> file.matches(".*-p00[0-4]-00000\\.parquet"));
        assertThat(delta("SELECT count(*) || ' ' || count(DISTINCT id) || ' ' || sum(id) FROM main.loaded.parted"))
                .containsExactly("190 190 " + 189 * 190 / 2);

        JsonPath few = ended(body("parted", "{\"limit\": 3, \"parameters\": {\"most\": 190}, "));
        assertThat(few.getLong("results[0].rows_extracted")).isEqualTo(3);
        assertThat(few.getList("results[0].files_created")).hasSize(1);
    }

    @Test
    void aColumnThatIsNotThereFailsTheQueryBeforeAnythingIsWritten() throws IOException {
        template("misparted", "-- @partition no_column 2\nSELECT r_regionkey FROM dbo.region");
        JsonPath job = ended(body("misparted", "{"));

        assertThat(job.getString("results[0].error_code")).as(job.prettify()).isEqualTo("partition-refused");
        assertThat(job.getString("results[0].error")).contains("'no_column'", "r_regionkey");
        assertThat(job.getInt("results[0].attempts")).isEqualTo(1);
        assertThat(job.<String>getList("results[0].files_created")).isNullOrEmpty();
    }

    @Test
    void aStatementThatCanNotBeDividedIsRefusedWithTheRequest() throws IOException {
        template("ordered", "-- @partition r_regionkey\nSELECT r_regionkey FROM dbo.region ORDER BY r_regionkey");
        Api.assertProblem(as("ana").body(body("ordered", "{")).post("/extract"), 400, "partition-refused")
                .body("detail", containsString("line 2 has ORDER BY"));
        assertThat(as("ana").get("/queries").jsonPath().getString("find { it.query_name == 'ordered' }.problem"))
                .contains("ORDER BY");
    }

    private void template(String name, String sql) throws IOException {
        template = Files.writeString(GuardedSandbox.TEMPLATES.resolve(name + ".sql"), sql);
    }

    private static String body(String query, String begin) {
        return Api.bodyTo("/Volumes/main/bridge/landing/" + query, query)
                .replaceFirst("\\{", begin + "\"overwrite\": true, ");
    }

    private static JsonPath ended(String body) {
        String id = as("ana")
                .body(body)
                .post("/extract")
                .then()
                .statusCode(202)
                .extract()
                .path("job_id");
        Api.awaitEnd("ana", id);
        return as("ana").get("/jobs/" + id).jsonPath();
    }

    private List<String> delta(String sql) {
        return new DatabricksStatements(() -> jdbc).query("Looking", sql, row -> row.getString(1));
    }
}
