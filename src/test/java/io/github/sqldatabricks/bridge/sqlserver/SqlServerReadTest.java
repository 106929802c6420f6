package io.github.sqldatabricks.bridge.sqlserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.extraction.RowSource.RowQuery;
import io.github.sqldatabricks.bridge.extraction.template.SqlTemplate;
import io.github.sqldatabricks.bridge.extraction.template.SqlTemplate.BoundStatement;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ParameterType;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.RowBatch;
import io.github.sqldatabricks.bridge.model.RowStream;
import io.github.sqldatabricks.bridge.model.TemporalPolicy;
import io.github.sqldatabricks.bridge.testing.ReadRows;
import io.github.sqldatabricks.bridge.testing.TimeZones;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Catches parameters that change on their way, limits that read too much, batches that outgrow their bound, and columns
 * that can't be named. Runs when the environment names a server.
 */
class SqlServerReadTest {

    private static final String NUMBERS = "(VALUES (1), (2), (3), (4), (5)) AS numbers (n)";

    private TestSqlServerConfig config;
    private RealSqlServer server;

    @BeforeEach
    void connect() {
        config = RealSqlServer.config();
        server = new RealSqlServer(config);
    }

    @AfterEach
    void close() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void parametersOfEveryKindArriveUnchanged() {
        String hostile = "O'Higgins; DROP TABLE x --/*{}?*/ \u00fc\u20ac\ud83d\ude00";
        RowQuery query = RealSqlServer.query(
                "SELECT CAST(? AS nvarchar(100)) AS t, CAST(? AS bigint) AS w, CAST(? AS decimal(38, 10)) AS e,"
                        + " CAST(? AS bit) AS f, CAST(? AS nvarchar(10)) AS n",
                new ParameterValue.Text(hostile),
                new ParameterValue.Whole(Long.MIN_VALUE),
                new ParameterValue.Exact(new BigDecimal("1234567890123456789012345678.0123456789")),
                new ParameterValue.Flag(true),
                new ParameterValue.Null());
        assertThat(server.read(query).get(0))
                .containsExactly(
                        hostile, Long.MIN_VALUE, new BigDecimal("1234567890123456789012345678.0123456789"), true, null);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "bit, true, bit",
                "tinyint, 255, smallint",
                "smallint, -32768, smallint",
                "int, 2147483647, int",
                "bigint, -9223372036854775808, bigint",
                "\"decimal(10,3)\", 0.125, decimal",
                "money, 12.3456, money",
                "smallmoney, -0.0001, smallmoney",
                "float, 0.5, float",
                "real, 0.5, real",
                "date, 0001-01-01, date",
                "date, 1500-02-28, date",
                "date, 1582-10-10, date",
                "datetime2(0), 1582-10-10T08:30:00, datetime2",
                "datetimeoffset(0), 0001-01-02T00:00:00-14:00, datetimeoffset",
                "datetimeoffset(3), 1500-02-28T00:00:00.123+05:30, datetimeoffset",
                "time(7), 08:30:00.123456, time",
                "smalldatetime, 2026-01-15T08:30:00, smalldatetime",
                "datetime, 2026-01-15T08:30:00.007, datetime",
                "datetime2(6), 2026-01-15T00:00:00.123456, datetime2",
                "datetime2(7), 9999-12-31T23:59:59.999999, datetime2",
                "datetime2(3), 2026-03-29T02:30:00, datetime2",
                "datetime2(0), 1500-02-28T00:00:00, datetime2",
                "datetimeoffset(3), 2026-03-29T02:30:00.123+05:30, datetimeoffset",
                "varchar(20), abc, varchar",
                "nvarchar(20), \u00fc\u20ac, nvarchar",
                "char(3), abc, char",
                "nchar(3), abc, nchar",
                "uniqueidentifier, 6f9619ff-8b86-d011-b42d-00c04fc964ff, uniqueidentifier",
                "varbinary(4), 0x00ff, varbinary",
            })
    // Babelfish, which stands in for SQL Server on some machines, calls nvarchar varchar, and keeps six digits.
    void aDeclaredParameterArrivesAsItsType(String type, String text, String baseType) throws Exception {
        String literal = text.startsWith("0x") ? text : "N'" + text + "'";
        SqlTemplate template = SqlTemplate.parse(
                new QueryName("tested"),
                "-- @param p " + type + "\nSELECT CAST(SQL_VARIANT_PROPERTY({p}, 'BaseType') AS nvarchar(40)) AS b"
                        + " WHERE {p} = CAST(" + literal + " AS " + type + ")");
        BoundStatement bound = template.bind(Map.of("p", template.typed("p", new ParameterValue.Text(text))));

        TimeZones.in("Europe/Madrid", () -> {
            List<List<Object>> rows = server.read(
                    RealSqlServer.query(bound.sql(), bound.parameters().toArray(ParameterValue.Scalar[]::new)));
            assertThat(rows)
                    .singleElement()
                    .satisfies(row -> assertThat(List.of("numeric", "varchar", baseType))
                            .contains(row.get(0).toString()));
        });
    }

    @Test
    void anUnreadableDateOfATemplateWithoutTypesFailsAndWithOneWorks() {
        String condition = " WHERE CAST('2026-01-15T00:00:00' AS datetime) <= ?";

        assertThatThrownBy(() -> server.read(RealSqlServer.query(
                        "SELECT n FROM " + NUMBERS + condition, new ParameterValue.Text("2026-01-15T00:00:00.123456"))))
                .isInstanceOf(BridgeException.RemotePermanent.class);
        assertThat(server.read(RealSqlServer.query(
                        "SELECT n FROM " + NUMBERS + condition,
                        new ParameterValue.Typed(
                                new ParameterType(ParameterType.Kind.DATETIME2, 0, 7),
                                LocalDateTime.parse("2026-01-15T00:00:00.123456")))))
                .hasSize(5);
    }

    @Test
    void aTextParameterIsConvertedToADateByTheServer() {
        assertThat(server.read(RealSqlServer.query(
                        "SELECT n FROM " + NUMBERS + " WHERE CAST(? AS date) = '2024-02-29'",
                        new ParameterValue.Text("2024-02-29"))))
                .hasSize(5);
    }

    @Test
    void aLimitEndsTheStreamAndKeepsTheConnection() throws SQLException {
        RowQuery limited = RealSqlServer.query("SELECT n FROM " + NUMBERS, OptionalLong.of(3), Map.of());
        assertThat(server.read(limited)).hasSize(3);
        assertThat(server.read(RealSqlServer.query("SELECT n FROM " + NUMBERS))).hasSize(5);
    }

    @Test
    void aBatchEndsAtItsBytesButHoldsOneRowHoweverWide() {
        String wide = "SELECT REPLICATE(CAST('x' AS varchar(max)), 100000) AS v FROM " + NUMBERS;
        try (RowStream stream = server.open(RealSqlServer.query(wide))) {
            RowBatch batch = new RowBatch(stream.schema(), 100);
            for (int row = 0; row < 5; row++) {
                assertThat(stream.fill(batch, 1000)).isTrue();
                assertThat(batch.size()).isOne();
                assertThat(batch.bytes()).isGreaterThan(100_000);
            }
            assertThat(stream.fill(batch, 1000)).isFalse();
        }
    }

    @Test
    void aValueOverTheLimitFailsWithItsColumnAndRow() {
        config.maxValueBytes = 1000;
        String sql = "SELECT REPLICATE(CAST('x' AS varchar(max)), CASE n WHEN 3 THEN 100000 ELSE 10 END) AS wide FROM "
                + NUMBERS;
        assertThatThrownBy(() -> server.read(RealSqlServer.query(sql)))
                .isInstanceOf(BridgeException.RemotePermanent.class)
                .hasMessageContaining("Row 3")
                .hasMessageContaining("'wide'")
                .hasMessageContaining("bridge.sqlserver.max-value-size");
    }

    @Test
    void aThousandColumnsAreRead() {
        String columns = IntStream.range(0, 1000).mapToObj(i -> i + " AS c" + i).collect(Collectors.joining(", "));
        List<Object> row = server.read(RealSqlServer.query("SELECT " + columns)).get(0);
        assertThat(row).hasSize(1000).endsWith(998L, 999L);
    }

    @Test
    void aColumnWithoutANameIsRefusedWithWhatToDo() {
        assertThatThrownBy(() -> server.read(RealSqlServer.query(
                        "SELECT 1 AS a, CAST(NULL AS int) AS [b], n + 1 FROM " + NUMBERS + " WHERE n = 1")))
                .isInstanceOf(BridgeException.InvalidRequest.class)
                .hasMessageContaining("Column 3")
                .hasMessageContaining("AS");
    }

    @Test
    void aPolicyForAColumnThatIsNotThereIsRefused() {
        assertThatThrownBy(() -> server.read(
                        RealSqlServer.query("SELECT 1 AS a", OptionalLong.empty(), Map.of("b", TemporalPolicy.TEXT))))
                .isInstanceOf(BridgeException.InvalidRequest.class)
                .hasMessageContaining("b");
    }

    @Test
    void theConsistencyIsWhatTheDatabaseAllows() throws SQLException {
        boolean allowed = server.scalar(
                        "SELECT snapshot_isolation_state FROM sys.databases WHERE database_id = DB_ID()")
                .equals("1");
        try (RowStream stream = server.open(RealSqlServer.query("SELECT 1 AS a"))) {
            assertThat(stream.consistency()).isEqualTo(allowed ? "snapshot" : "read-committed");
            assertThat(ReadRows.all(stream)).hasSize(1);
        }
        config.snapshot = false;
        try (RowStream stream = server.open(RealSqlServer.query("SELECT 1 AS a"))) {
            assertThat(stream.consistency()).isEqualTo("read-committed");
        }
    }
}
