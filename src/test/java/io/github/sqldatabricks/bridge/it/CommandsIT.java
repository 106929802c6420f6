package io.github.sqldatabricks.bridge.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands of the built application. Catches an exit code that lies, a demo that is broken, a log or progress line on
 * standard output, an extraction that leaves no line in the audit trail, and a class that the packaging has lost.
 */
class CommandsIT {

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    @TempDir
    private Path directory;

    @Test
    void theDemoShowsBothJobsAndWhatToTryNext() throws IOException {
        try (BridgeProcess demo = BridgeProcess.start(Path.of("").toAbsolutePath(), Map.of(), "demo")) {
            assertThat(demo.exitCode()).as(demo.errors()).isZero();
            assertThat(demo.output())
                    .containsPattern("query +status +rows +bytes +seconds +files")
                    .containsPattern("customers_by_nation +completed +\\d+")
                    .containsPattern("line_items +completed +[\\d,]+")
                    .containsPattern("orders_of_period +completed +[\\d,]+")
                    .containsPattern("revenue_by_month +completed +12 ")
                    .containsPattern("top_customers +completed +25 ")
                    .contains("Read back by the real Databricks JDBC driver", "c_custkey")
                    .contains("SQL Server before:", "SQL Server after:", "blocked")
                    .contains("-> run completed, rows loaded: 3", "-> run completed, rows loaded: 1", "-> run skipped")
                    .containsPattern("4 +4 +back again")
                    .contains("Next:", "bridge serve --sandbox");
        }
    }

    @Test
    void anExtractionThatWorksIsOneJsonDocumentAndEndsWith0() throws IOException {
        Templates.write(directory, "nations", "SELECT n_name FROM dbo.nation");
        try (BridgeProcess extract = extract("-o", "json")) {
            assertThat(extract.exitCode()).as(extract.errors()).isZero();
            JsonNode document = JSON.readTree(extract.output());
            assertThat(document.path("status").asText()).isEqualTo("completed");
            assertThat(document.at("/results/0/rows_extracted").asInt()).isEqualTo(25);
            assertThat(document.at("/results/0/files_created/0").asText())
                    .matches("/Volumes/main/bridge/landing/bolivia/nations/nations-[0-9a-f]{16}-00000[.]parquet");
            assertThat(extract.errors())
                    .containsPattern("\"event_type\":\"permission_granted\",\"user_name\":\"command-line\"")
                    .containsPattern("\"event_type\":\"extraction_completed\".*\"rows\":25");
        }
    }

    @Test
    void anExtractionOfWhichOneQueryFailsIsOneJsonDocumentAndEndsWith1() throws IOException {
        Templates.write(directory, "good", "SELECT n_name FROM dbo.nation");
        Templates.write(directory, "wrong", "SELECT n_name FROM dbo.no_such_table");
        try (BridgeProcess extract = extract("-o", "json")) {
            assertThat(extract.exitCode()).as(extract.errors()).isEqualTo(1);
            JsonNode results = JSON.readTree(extract.output()).path("results");
            assertThat(results).hasSize(2);
            assertThat(results.at("/0/status").asText()).isEqualTo("completed");
            assertThat(results.at("/1/status").asText()).isEqualTo("failed");
            assertThat(results.at("/1/error").asText()).contains("no_such_table");
        }
    }

    @Test
    void aMissingParameterIsNamedAndEndsWith2() throws IOException {
        Templates.write(directory, "period", "SELECT o_orderkey FROM dbo.orders WHERE o_orderdate >= {start_date}");
        try (BridgeProcess extract = extract()) {
            assertThat(extract.exitCode()).isEqualTo(2);
            assertThat(extract.errors()).startsWith("Error: ").contains("start_date");
            assertThat(extract.output()).isEmpty();
        }
    }

    @Test
    void anUnknownOptionEndsWith2() throws IOException {
        try (BridgeProcess extract = extract("--colour", "red")) {
            assertThat(extract.exitCode()).isEqualTo(2);
            assertThat(extract.errors()).contains("--colour");
        }
    }

    private BridgeProcess extract(String... more) {
        String[] arguments = new String[more.length + 4];
        System.arraycopy(new String[] {"extract", "--country", "bolivia", "--sandbox"}, 0, arguments, 0, 4);
        System.arraycopy(more, 0, arguments, 4, more.length);
        return BridgeProcess.start(directory, Map.of(), arguments);
    }
}
