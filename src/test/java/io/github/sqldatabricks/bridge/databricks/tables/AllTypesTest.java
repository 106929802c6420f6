package io.github.sqldatabricks.bridge.databricks.tables;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sqldatabricks.bridge.airbyte.source.TableQuery;
import io.github.sqldatabricks.bridge.airbyte.source.WorkspaceTables.TableDescription;
import io.github.sqldatabricks.bridge.airbyte.source.WorkspaceTables.TableDescription.TableColumn;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.DataType;
import io.github.sqldatabricks.bridge.model.RowStream;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.testing.LocalDatabricks;
import io.github.sqldatabricks.bridge.testing.ReadRows;
import io.github.sqldatabricks.bridge.testing.TimeZones;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every type of Databricks that the local warehouse has, described and read. Catches a declared type that is described as
 * another one, a value at the end of its range that changes on the way, fields that are null and vanish, and time zones.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AllTypesTest {

    private static final UnityTable TYPES = new UnityTable("main", "default", "every_type");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PLAIN_COLUMNS = 17;

    @TempDir
    static Path root;

    private LocalDatabricks databricks;
    private DatabricksTables tables;

    @BeforeAll
    void start() throws IOException, SQLException {
        databricks = new LocalDatabricks(root);
        tables = databricks.tables();
        databricks.run(
                "CREATE TABLE main.default.every_type (n INT NOT NULL COMMENT 'the row''s number', bool BOOLEAN, tiny TINYINT,"
                        + " small SMALLINT, whole INT, big BIGINT, single FLOAT, double DOUBLE, short_decimal DECIMAL(18, 4),"
                        + " long_decimal DECIMAL(38, 38), text STRING, fixed CHAR(3), limited VARCHAR(5), bytes BINARY, day DATE,"
                        + " moment TIMESTAMP, clock TIMESTAMP_NTZ, span INTERVAL DAY TO SECOND, nothing VOID,"
                        + " list ARRAY<STRUCT<a: INT, b: STRING>>, pairs MAP<STRING, BIGINT>,"
                        + " record STRUCT<`odd name`: BIGINT, inner: STRUCT<x: DOUBLE, y: ARRAY<DATE>>>, anything VARIANT,"
                        + " CONSTRAINT every_type_pk PRIMARY KEY (n) RELY)"
                        + " USING DELTA TBLPROPERTIES (delta.enableChangeDataFeed = true)",
                "INSERT INTO main.default.every_type (n) VALUES (0)",
                "INSERT INTO main.default.every_type VALUES (1, false, -128, -32768, -2147483648, -9223372036854775808,"
                        + " CAST('-Infinity' AS FLOAT), CAST('NaN' AS DOUBLE), -99999999999999.9999,"
                        + " CAST('-0.99999999999999999999999999999999999999' AS DECIMAL(38, 38)), '', 'abc', 'abcde', CAST('' AS BINARY), DATE '0001-01-01',"
                        + " TIMESTAMP '0001-01-01 00:00:00', TIMESTAMP_NTZ '0001-01-01 00:00:00', INTERVAL '1' DAY, NULL,"
                        + " array(named_struct('a', 1, 'b', NULL), NULL), map('k', 9223372036854775807),"
                        + " named_struct('odd name', 9223372036854775807, 'inner', named_struct('x', NULL, 'y', array(DATE"
                        + " '2024-02-29'))), parse_json('{\"a\": [1, null, \"x\"]}'))",
                "INSERT INTO main.default.every_type VALUES (2, true, 127, 32767, 2147483647, 9223372036854775807,"
                        + " CAST('3.4028235E38' AS FLOAT), CAST('4.9E-324' AS DOUBLE), 99999999999999.9999,"
                        + " CAST('0.99999999999999999999999999999999999999' AS DECIMAL(38, 38)), 'O''Higgins \u00f1 \ud83d\ude80', 'a', '', unhex('00ff80'),"
                        + " DATE '9999-12-31', TIMESTAMP '9999-12-31 23:59:59.999999',"
                        + " TIMESTAMP_NTZ '2024-03-31 02:30:00.123456', NULL, NULL, array(), map(), NULL, NULL)");
    }

    @AfterAll
    void stop() {
        tables.close();
        databricks.close();
    }

    static List<String> zones() {
        return TimeZones.TRICKY;
    }

    @Test
    void theDescriptionSaysWhatWasDeclared() {
        TableDescription described = tables.describe(TYPES);

        assertThat(described.primaryKey()).containsExactly("n");
        assertThat(described.changeDataFeed()).isTrue();
        assertThat(described.columns().get(0))
                .extracting(TableColumn::nullable, column -> column.comment().orElse(""))
                .containsExactly(false, "the row's number");
        assertThat(described.columns().subList(0, PLAIN_COLUMNS))
                .extracting(TableColumn::type)
                .allSatisfy(type -> assertThat(type).isInstanceOf(ColumnType.class));
        assertThat(type(described, "long_decimal")).isEqualTo(new ColumnType.Decimal(38, 38));
        assertThat(type(described, "fixed")).isEqualTo(new ColumnType.Text());
        assertThat(type(described, "span")).isEqualTo(new DataType.TextOnly("interval day to second"));
        assertThat(type(described, "nothing")).isEqualTo(new DataType.TextOnly("void"));
        assertThat(type(described, "anything")).isEqualTo(new DataType.Variant());
        assertThat(type(described, "record").toString()).contains("name=odd name", "type=ArrayOf[element=Date[]]");
    }

    @ParameterizedTest
    @MethodSource("zones")
    void everyValueArrivesAsItIs(String zone) throws Exception {
        TimeZones.in(zone, () -> {
            List<List<Object>> rows = rows();

            assertThat(rows.get(0).get(0)).isEqualTo(0L);
            assertThat(rows.get(0).subList(1, rows.get(0).size())).containsOnlyNulls();
            assertThat(plain(rows.get(1)))
                    .containsExactly(
                            1L,
                            false,
                            -128L,
                            -32768L,
                            -2147483648L,
                            Long.MIN_VALUE,
                            Double.NEGATIVE_INFINITY,
                            Double.NaN,
                            new BigDecimal("-99999999999999.9999"),
                            new BigDecimal("-0.99999999999999999999999999999999999999"),
                            "",
                            "abc",
                            "abcde",
                            "[]",
                            LocalDate.of(1, 1, 1),
                            Instant.parse("0001-01-01T00:00:00Z"),
                            LocalDateTime.of(1, 1, 1, 0, 0));
            assertThat(plain(rows.get(2)))
                    .containsExactly(
                            2L,
                            true,
                            127L,
                            32767L,
                            2147483647L,
                            Long.MAX_VALUE,
                            (double) Float.MAX_VALUE,
                            Double.MIN_VALUE,
                            new BigDecimal("99999999999999.9999"),
                            new BigDecimal("0.99999999999999999999999999999999999999"),
                            "O'Higgins \u00f1 \ud83d\ude80",
                            "a",
                            "",
                            "[0, -1, -128]",
                            LocalDate.of(9999, 12, 31),
                            Instant.parse("9999-12-31T23:59:59.999999Z"),
                            LocalDateTime.parse("2024-03-31T02:30:00.123456"));
        });
    }

    @Test
    void nestedValuesAreJsonWithAllTheirFieldsAndDigits() throws IOException {
        List<Object> row = rows().get(1);

        assertThat(JSON.readTree((String) row.get(19))).isEqualTo(JSON.readTree("[{\"a\":1,\"b\":null},null]"));
        assertThat((String) row.get(20)).isEqualTo("{\"k\":9223372036854775807}");
        assertThat(JSON.readTree((String) row.get(21)))
                .isEqualTo(JSON.readTree(
                        "{\"odd name\":9223372036854775807,\"inner\":{\"x\":null,\"y\":[\"2024-02-29\"]}}"));
        assertThat(JSON.readTree((String) row.get(22))).isEqualTo(JSON.readTree("{\"a\":[1,null,\"x\"]}"));
        assertThat((String) row.get(17)).contains("1");
    }

    private static DataType type(TableDescription described, String column) {
        return described.column(column).orElseThrow().type();
    }

    /** Bytes compare by their content so. */
    private static List<Object> plain(List<Object> row) {
        return row.subList(0, PLAIN_COLUMNS).stream()
                .map(value -> value instanceof byte[] bytes ? Arrays.toString(bytes) : value)
                .toList();
    }

    private List<List<Object>> rows() {
        TableDescription described = tables.describe(TYPES);
        TableQuery query =
                new TableQuery.Rows(described, described.columns(), List.of(), List.of("n"), OptionalLong.empty());
        try (RowStream stream = tables.open(query, new Cancellation())) {
            return ReadRows.all(stream);
        }
    }
}
