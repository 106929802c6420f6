package io.github.sqldatabricks.bridge.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.databricks.source.DatabricksSourceRows;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.RowStream;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.testing.ReadRows;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Reads of source tables, exactly as the bridge sends them, on real Spark and Delta. Catches expressions that only the
 * embedded engine of the sandbox takes, and names of types that real tables have and the bridge does not know.
 */
class SparkSourceRowsTest {

    @TempDir
    static Path root;

    private static SparkDatabricks databricks;

    @BeforeAll
    static void start() throws IOException {
        databricks = new SparkDatabricks(root, "main");
        databricks.run(
                "CREATE SCHEMA main.types",
                "CREATE TABLE main.types.plain (n INT, bool BOOLEAN, tiny TINYINT, small SMALLINT, big BIGINT,"
                        + " single FLOAT, double DOUBLE, short_decimal DECIMAL(18, 4), long_decimal DECIMAL(38, 10),"
                        + " text STRING, fixed CHAR(5), varying VARCHAR(5), bytes BINARY) USING DELTA",
                "INSERT INTO main.types.plain VALUES (1, true, -128Y, -32768S, -9223372036854775808L,"
                        + " CAST(1.5 AS FLOAT), 1.7976931348623157E308D, -99999999999999.9999,"
                        + " 9999999999999999999999999999.9999999999, 'O\\'Higgins \u00f1 \ud83d\ude80', 'ab', 'ab', X'00FF')",
                "INSERT INTO main.types.plain (n) VALUES (0)",
                "CREATE TABLE main.types.others (day DATE, moment TIMESTAMP, clock TIMESTAMP_NTZ, list ARRAY<INT>,"
                        + " pairs MAP<STRING, INT>, record STRUCT<a: INT, b: STRING>, free VARIANT) USING DELTA",
                "INSERT INTO main.types.others SELECT DATE '0001-01-01', TIMESTAMP '1582-10-04 23:59:59.999999',"
                        + " TIMESTAMP_NTZ '2024-03-31 02:30:00.123456', array(1, 2), map('k', 1),"
                        + " named_struct('a', 2, 'b', 'y'), parse_json('{\"a\": [1, null]}')");
    }

    @AfterAll
    static void stop() throws IOException {
        databricks.close();
    }

    @Test
    void plainTypesArriveAsTheyAre() {
        assertThat(read("plain", List.of()))
                .containsExactlyInAnyOrder(
                        List.of(
                                1L,
                                true,
                                -128L,
                                -32768L,
                                Long.MIN_VALUE,
                                1.5,
                                Double.MAX_VALUE,
                                new BigDecimal("-99999999999999.9999"),
                                new BigDecimal("9999999999999999999999999999.9999999999"),
                                "O'Higgins \u00f1 \ud83d\ude80",
                                "ab   ",
                                "ab",
                                "00ff"),
                        Arrays.asList(0L, null, null, null, null, null, null, null, null, null, null, null, null));
    }

    @Test
    void datesTimesAndNestedValuesArriveAsTheyAre() {
        assertThat(read("others", List.of()))
                .containsExactly(List.of(
                        LocalDate.of(1, 1, 1),
                        Instant.parse("1582-10-04T23:59:59.999999Z"),
                        LocalDateTime.parse("2024-03-31T02:30:00.123456"),
                        "[1,2]",
                        "{\"k\":1}",
                        "{\"a\":2,\"b\":\"y\"}",
                        "{\"a\":[1,null]}"));
    }

    @Test
    void onlyTheWantedColumnsAreRead() {
        assertThat(read("plain", List.of("N", "Text"))).hasSize(2).allSatisfy(row -> assertThat(row)
                .hasSize(2));
    }

    @Test
    void namesThatNeedQuotingAreQuoted() {
        databricks.run(
                "CREATE TABLE main.types.odd_names (`a b` INT, `sel``ect.x` STRING) USING DELTA"
                        + " TBLPROPERTIES ('delta.columnMapping.mode' = 'name')",
                "INSERT INTO main.types.odd_names VALUES (1, 'x')");

        assertThat(read("odd_names", List.of())).containsExactly(List.of(1L, "x"));
    }

    @Test
    void aViewIsReadLikeATable() {
        databricks.run("CREATE VIEW main.types.some AS SELECT n, text FROM main.types.plain WHERE n = 1");

        assertThat(read("some", List.of("n"))).containsExactly(List.of(1L));
    }

    @Test
    void aTableThatIsNotThereIsAPermanentFailure() {
        assertThatThrownBy(() -> read("vanished", List.of())).isInstanceOf(BridgeException.RemotePermanent.class);
    }

    private static List<List<Object>> read(String table, List<String> columns) {
        DatabricksSourceRows source = new DatabricksSourceRows(databricks::jdbc, 1 << 20);
        try (RowStream rows = source.open(new UnityTable("main", "types", table), columns, new Cancellation())) {
            return ReadRows.all(rows).stream()
                    .map(row -> row.stream().map(SparkSourceRowsTest::comparable).toList())
                    .toList();
        }
    }

    private static Object comparable(Object value) {
        return value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : value;
    }
}
