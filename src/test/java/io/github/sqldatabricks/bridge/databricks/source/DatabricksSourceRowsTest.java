package io.github.sqldatabricks.bridge.databricks.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.Column;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.ColumnVector;
import io.github.sqldatabricks.bridge.model.RowBatch;
import io.github.sqldatabricks.bridge.model.RowStream;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault.Effect;
import io.github.sqldatabricks.bridge.testing.LocalDatabricks;
import io.github.sqldatabricks.bridge.testing.ReadRows;
import io.github.sqldatabricks.bridge.testing.TimeZones;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Rows of Databricks tables through the unmodified driver. Catches values that a getter, the session or the JVM's time zone
 * changes, results that end early without an error, and failures of the wrong kind.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DatabricksSourceRowsTest {

    private static final UnityTable TYPES = new UnityTable("main", "default", "all_types");
    private static final UnityTable MANY = new UnityTable("main", "default", "many");
    private static final long MANY_ROWS = 350_000;

    @TempDir
    static Path root;

    private LocalDatabricks databricks;
    private DatabricksSourceRows source;

    @BeforeAll
    void start() throws IOException, SQLException {
        databricks = new LocalDatabricks(root, Map.of("bridge.databricks.warehouse-start-timeout", "3s"));
        source = new DatabricksSourceRows(databricks::jdbc, 1024 * 1024);
        databricks.run(
                "CREATE TABLE main.default.all_types (n INT, bool BOOLEAN, tiny TINYINT, small SMALLINT, whole INT,"
                        + " big BIGINT, single FLOAT, double DOUBLE, short_decimal DECIMAL(18, 4), long_decimal"
                        + " DECIMAL(38, 10), text STRING, bytes BINARY, day DATE, moment TIMESTAMP, clock TIMESTAMP_NTZ,"
                        + " list ARRAY<INT>, pairs MAP<STRING, INT>, record STRUCT<a: INT, b: STRING>)",
                "INSERT INTO main.default.all_types (n) VALUES (0)",
                "INSERT INTO main.default.all_types VALUES (1, false, -128, -32768, -2147483648, -9223372036854775808,"
                        + " CAST('-3.4028235E38' AS FLOAT), CAST('-1.7976931348623157E308' AS DOUBLE),"
                        + " -99999999999999.9999, -9999999999999999999999999999.9999999999, '', CAST('' AS BINARY), DATE"
                        + " '0001-01-01', TIMESTAMP '0001-01-01 00:00:00', TIMESTAMP_NTZ '0001-01-01 00:00:00', array(),"
                        + " map('k', 1), named_struct('a', 1, 'b', 'x'))",
                "INSERT INTO main.default.all_types VALUES (2, true, 127, 32767, 2147483647, 9223372036854775807,"
                        + " CAST('NaN' AS FLOAT), CAST('Infinity' AS DOUBLE), 99999999999999.9999,"
                        + " 9999999999999999999999999999.9999999999, 'O''Higgins \u00f1 \ud83d\ude80', unhex('00ff'), DATE"
                        + " '9999-12-31', TIMESTAMP '9999-12-31 23:59:59.999999', TIMESTAMP_NTZ '2024-03-31"
                        + " 02:30:00.123456', array(1, 2), map('k', 1), named_struct('a', 2, 'b', 'y'))",
                "CREATE TABLE main.default.many AS SELECT i AS id, 'row ' || i AS name FROM range(" + MANY_ROWS
                        + ") AS r(i)");
    }

    @AfterAll
    void stop() {
        databricks.close();
    }

    static List<String> zones() {
        return TimeZones.TRICKY;
    }

    @Test
    void aValueOverTheLimitNamesTheSettingOfThisSide() {
        DatabricksSourceRows narrow = new DatabricksSourceRows(databricks::jdbc, 4);
        try (RowStream rows = narrow.open(MANY, List.of("name"), new Cancellation())) {
            RowBatch batch = new RowBatch(rows.schema(), 10);
            assertThatThrownBy(() -> rows.fill(batch, Long.MAX_VALUE))
                    .hasMessageContaining("'name'")
                    .hasMessageContaining("bridge.databricks.max-value-size");
        }
    }

    @Test
    void aRowThatIsTooLargeIsFoundInTheWarehouseAndNamesItsLargestColumn() throws SQLException {
        databricks.run("CREATE TABLE main.default.wide AS SELECT 1 AS n, 'ab' AS small, repeat('\u00fc', 40) AS large,"
                + " X'00FF' AS bytes, array(1, 2) AS list");
        UnityTable wide = new UnityTable("main", "default", "wide");
        assertThat(read(wide, 89)).hasSize(1);
        assertThatThrownBy(() -> read(wide, 88))
                .isInstanceOf(BridgeException.RemotePermanent.class)
                .hasMessageContaining("Row 1 of the result: its texts and bytes have 89 bytes together")
                .hasMessageContaining("'large' has 80");
    }

    private List<List<Object>> read(UnityTable table, long maxRowBytes) {
        DatabricksSourceRows bounded = new DatabricksSourceRows(databricks::jdbc, 1024, maxRowBytes);
        try (RowStream rows = bounded.open(table, List.of(), new Cancellation())) {
            return ReadRows.all(rows);
        }
    }

    @ParameterizedTest
    @MethodSource("zones")
    void everyTypeArrivesAsItIsWhateverTheZoneOfTheJvm(String zone) throws Exception {
        TimeZones.in(zone, () -> {
            Map<Long, List<Object>> rows = new TreeMap<>();
            for (List<Object> row : all(TYPES, List.of())) {
                rows.put((Long) row.get(0), row.subList(1, row.size()));
            }
            assertThat(rows.get(0L)).hasSize(17).containsOnlyNulls();
            assertThat(rows.get(1L))
                    .containsExactly(
                            0L,
                            -128L,
                            -32768L,
                            -2147483648L,
                            Long.MIN_VALUE,
                            -(double) Float.MAX_VALUE,
                            -Double.MAX_VALUE,
                            -999999999999999999L,
                            new BigInteger("-99999999999999999999999999999999999999"),
                            "",
                            "",
                            LocalDate.of(1, 1, 1).toEpochDay(),
                            micros("0001-01-01T00:00:00Z"),
                            micros("0001-01-01T00:00:00Z"),
                            "[]",
                            "{\"k\":1}",
                            "{\"a\":1,\"b\":\"x\"}");
            assertThat(rows.get(2L))
                    .containsExactly(
                            1L,
                            127L,
                            32767L,
                            2147483647L,
                            Long.MAX_VALUE,
                            Double.NaN,
                            Double.POSITIVE_INFINITY,
                            999999999999999999L,
                            new BigInteger("99999999999999999999999999999999999999"),
                            "O'Higgins \u00f1 \ud83d\ude80",
                            "00ff",
                            LocalDate.of(9999, 12, 31).toEpochDay(),
                            micros("9999-12-31T23:59:59.999999Z"),
                            micros("2024-03-31T02:30:00.123456Z"),
                            "[1,2]",
                            "{\"k\":1}",
                            "{\"a\":2,\"b\":\"y\"}");
        });
    }

    @Test
    void theSchemaTellsNamesAndTypes() {
        try (RowStream rows = source.open(TYPES, List.of(), new Cancellation())) {
            List<Column> columns = rows.schema().columns();
            assertThat(columns.stream().map(Column::name))
                    .startsWith("n", "bool", "tiny")
                    .hasSize(18);
            assertThat(columns.get(8).type()).isEqualTo(new ColumnType.Decimal(18, 4));
            assertThat(columns.get(13).type()).isEqualTo(new ColumnType.Instant(6));
            assertThat(columns.get(14).type()).isEqualTo(new ColumnType.LocalTimestamp(6));
        }
    }

    @Test
    void onlyTheWantedColumnsAreReadWhateverTheirCase() {
        assertThat(all(TYPES, List.of("N", "Text")))
                .hasSize(3)
                .allSatisfy(row -> assertThat(row).hasSize(2));
    }

    @Test
    void aWantedColumnThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> all(TYPES, List.of("n", "nothing")))
                .isInstanceOf(BridgeException.RemotePermanent.class)
                .hasMessageContaining("'nothing'");
    }

    @Test
    void aResultOfManyChunksComesWhole() {
        long sum = all(MANY, List.of("id")).stream()
                .mapToLong(row -> (Long) row.get(0))
                .sum();
        assertThat(sum).isEqualTo(MANY_ROWS * (MANY_ROWS - 1) / 2);
    }

    @Test
    void aResultThatIsCutInTheMiddleIsATransientFailureAndNotAShortResult() {
        databricks
                .faults()
                .add(Fault.on("GET", "/api/2.0/sql/statements", new Effect.CutResponse(100))
                        .always());
        databricks
                .faults()
                .add(Fault.on("GET", "/", new Effect.CutResponse(1000)).after(1).always());
        try {
            assertThatThrownBy(() -> all(MANY, List.of()))
                    .isInstanceOfSatisfying(
                            BridgeException.class,
                            e -> assertThat(e.retryable()).as(e.getMessage()).isTrue());
        } finally {
            databricks.faults().clear();
        }
    }

    @Test
    void aTableThatIsNotThereIsAPermanentFailure() {
        assertThatThrownBy(() -> all(new UnityTable("main", "default", "vanished"), List.of()))
                .isInstanceOfSatisfying(
                        BridgeException.RemotePermanent.class,
                        e -> assertThat(e.code()).isEqualTo("databricks-statement-failed"))
                .hasMessageContaining("vanished");
    }

    @Test
    void aWarehouseThatStillStartsAndAStatementThatStillRunsAreWaitedFor() {
        databricks.warehouseFaults().stayPending(3);

        assertThat(all(TYPES, List.of("n"))).hasSize(3);
    }

    @Test
    void aCancelEndsTheReading() {
        Cancellation cancellation = new Cancellation();
        try (RowStream rows = source.open(MANY, List.of(), cancellation)) {
            RowBatch batch = new RowBatch(rows.schema(), 100);
            rows.fill(batch, Long.MAX_VALUE);
            cancellation.cancel("enough");

            assertThatThrownBy(() -> {
                        while (rows.fill(batch, Long.MAX_VALUE)) {
                            batch.size();
                        }
                    })
                    .isInstanceOf(BridgeException.Cancelled.class);
        }
    }

    private List<List<Object>> all(UnityTable table, List<String> columns) {
        List<List<Object>> all = new ArrayList<>();
        try (RowStream rows = source.open(table, columns, new Cancellation())) {
            RowBatch batch = new RowBatch(rows.schema(), 1000);
            while (rows.fill(batch, Long.MAX_VALUE)) {
                for (int row = 0; row < batch.size(); row++) {
                    all.add(row(batch, row));
                }
            }
        }
        return all;
    }

    private static List<Object> row(RowBatch batch, int row) {
        Object[] values = new Object[batch.schema().size()];
        for (int column = 0; column < values.length; column++) {
            ColumnVector vector = batch.vector(column);
            values[column] = vector.isNull(row) ? null : value(vector, row);
        }
        return Arrays.asList(values);
    }

    private static Object value(ColumnVector vector, int row) {
        if (vector instanceof ColumnVector.Longs longs) {
            return longs.get(row);
        }
        if (vector instanceof ColumnVector.Doubles doubles) {
            return doubles.get(row);
        }
        Object value = ((ColumnVector.Objects) vector).get(row);
        return value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : value;
    }

    private static long micros(String instant) {
        Instant time = Instant.parse(instant);
        return time.getEpochSecond() * 1_000_000 + time.getNano() / 1000;
    }
}
