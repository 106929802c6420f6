package io.github.sqldatabricks.bridge.sandbox.sqlserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.extraction.RowSource.RowQuery;
import io.github.sqldatabricks.bridge.extraction.template.SqlTemplate;
import io.github.sqldatabricks.bridge.extraction.template.SqlTemplate.BoundStatement;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.RowBatch;
import io.github.sqldatabricks.bridge.model.RowStream;
import io.github.sqldatabricks.bridge.model.TemporalPolicy;
import io.github.sqldatabricks.bridge.sqlserver.type.SqlServerType;
import io.github.sqldatabricks.bridge.testing.ReadRows;
import io.github.sqldatabricks.bridge.testing.TimeZones;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Catches a sandbox whose values differ from SQL Server's (by the JVM's zone, a rounded digit), whose data is not TPC-H's,
 * or that can't run the T-SQL of ordinary templates; and, through it, defects of the shared JDBC readers.
 */
class SandboxRowSourceTest {

    static final List<String> ZONES = TimeZones.TRICKY;

    private static SandboxDatabase database;
    private static SandboxRowSource source;

    @BeforeAll
    static void load() throws SQLException {
        database = SandboxDatabase.inMemory();
        SandboxData.load(database, 0.001);
        source = new SandboxRowSource(database);
    }

    @AfterAll
    static void unload() throws SQLException {
        database.close();
    }

    @ParameterizedTest
    @FieldSource("ZONES")
    void allTypesAreReadExactlyInEveryZone(String zone) throws Exception {
        TimeZones.in(zone, () -> {
            List<List<Object>> rows = read("SELECT * FROM dbo.AllTypes ORDER BY id");
            assertThat(rows.get(0).subList(1, rows.get(0).size())).containsOnlyNulls();
            assertThat(extremes("tinyint")).containsExactly(0L, 255L);
            assertThat(extremes("bigint")).containsExactly(Long.MIN_VALUE, Long.MAX_VALUE);
            assertThat(extremes("real")).containsExactly(-(double) Float.MAX_VALUE, (double) Float.MAX_VALUE);
            assertThat(extremes("money"))
                    .containsExactly(new BigDecimal("-922337203685477.5808"), new BigDecimal("922337203685477.5807"));
            assertThat(extremes("numeric").get(1)).isEqualTo(new BigDecimal("9".repeat(28) + "." + "9".repeat(10)));
            assertThat(extremes("date")).containsExactly(LocalDate.of(1, 1, 1), LocalDate.of(9999, 12, 31));
            assertThat(extremes("time")).containsExactly("00:00:00.0000000", "23:59:59.9999999");
            assertThat(extremes("datetime2"))
                    .containsExactly(
                            LocalDateTime.of(1, 1, 1, 0, 0), LocalDateTime.of(9999, 12, 31, 23, 59, 59, 999_999_000));
            assertThat(extremes("datetimeoffset"))
                    .containsExactly(
                            Instant.parse("0001-01-01T14:00:00Z"), Instant.parse("9999-12-31T09:59:59.999999Z"));
            assertThat(extremes("uniqueidentifier").get(1)).isEqualTo("FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF");
            assertThat(extremes("ntext").get(1)).isEqualTo("\u00fc\u20ac\ud83d\ude00 zzz");
            assertThat(extremes("rowversion").get(0)).isEqualTo(new byte[8]);
        });
    }

    @Test
    void allTypesHasAColumnForEveryTypeThatIsNotRefused() {
        // H2 has no JSON or vector that looks like SQL Server's.
        Set<SqlServerType> left = Set.of(SqlServerType.JSON, SqlServerType.VECTOR);
        List<String> expected = Arrays.stream(SqlServerType.values())
                .filter(type -> type.columnType(38, 6).isPresent() && !left.contains(type))
                .map(SqlServerType::sqlName)
                .toList();
        try (RowStream stream = open("SELECT * FROM dbo.AllTypes", Map.of())) {
            assertThat(stream.schema().columns().stream().skip(1).map(column -> column.name()))
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @ParameterizedTest
    @FieldSource("ZONES")
    void wallClocksThatAZoneLacksAreKept(String zone) throws Exception {
        String sql = "SELECT CAST('2024-03-31 02:30:00.123456' AS datetime2(6)) AS zurich,"
                + " CAST('2011-12-30 12:00:00' AS datetime2(0)) AS apia, CAST('1582-10-10' AS date) AS gap";
        TimeZones.in(
                zone,
                () -> assertThat(read(sql).get(0))
                        .containsExactly(
                                LocalDateTime.of(2024, 3, 31, 2, 30, 0, 123_456_000),
                                LocalDateTime.of(2011, 12, 30, 12, 0),
                                LocalDate.of(1582, 10, 10)));
    }

    @Test
    void theSeventhDigitFailsIsCutAndCountedOrIsKeptAsText() {
        String sql = "SELECT CAST(v AS datetime2(7)) AS v, CAST(CONCAT(v, '-05:00') AS datetimeoffset(7)) AS o"
                + " FROM (VALUES ('0001-01-01 00:00:00.1234567'), ('2024-01-01 00:00:00.1234560')) AS t (v)";
        assertThatThrownBy(() -> read(sql))
                .isInstanceOf(BridgeException.RemotePermanent.class)
                .hasMessageContaining("Row 1")
                .hasMessageContaining("'v'")
                .hasMessageContaining("0001-01-01T00:00:00.123456700");
        try (RowStream stream = open(sql, Map.of("v", TemporalPolicy.TRUNCATE, "o", TemporalPolicy.TEXT))) {
            assertThat(ReadRows.all(stream))
                    .containsExactly(
                            List.of(
                                    LocalDateTime.of(1, 1, 1, 0, 0, 0, 123_456_000),
                                    "0001-01-01 00:00:00.1234567 -05:00"),
                            List.of(
                                    LocalDateTime.of(2024, 1, 1, 0, 0, 0, 123_456_000),
                                    "2024-01-01 00:00:00.1234560 -05:00"));
            assertThat(stream.truncatedValues()).containsExactly(Map.entry("v", 1L));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT TOP (3) [l_orderkey] AS [Order Key] FROM dbo.[lineitem] WITH (NOLOCK) ORDER BY l_orderkey DESC",
                "SELECT COUNT_BIG(*) AS n, SUM(o_totalprice) AS s, AVG(o_totalprice) AS a FROM dbo.orders",
                "SELECT GETDATE() AS a, SYSDATETIME() AS b, CONVERT(varchar(10), 5) AS c, ISNULL(NULL, 5) AS d",
                "SELECT IIF(1 = 1, 'a', 'b') AS i, LEN('abc') AS l, NEWID() AS g, 'COUNT_BIG(' AS kept",
                "SELECT DATEADD(day, 1, o_orderdate) AS d, DATEDIFF(day, o_orderdate, GETDATE()) AS n FROM dbo.orders",
                "SELECT DATEPART(year, o_orderdate) AS y, EOMONTH(o_orderdate) AS e FROM dbo.orders",
                "SELECT CAST(o_comment AS nvarchar(max)) AS m FROM dbo.orders ORDER BY 1 OFFSET 5 ROWS FETCH NEXT 2 ROWS"
                        + " ONLY OPTION (MAXDOP 1)",
                "WITH x AS (SELECT n_name FROM dbo.nation) SELECT STRING_AGG(n_name, ',') AS names FROM x"
            })
    void ordinaryTransactSqlRuns(String sql) {
        assertThat(read(sql)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT N_NAME FROM Dbo.Nation AS n WHERE N.n_NationKey < 2 AND 'Dbo.' + 'x' <> 'dbo.x' ORDER BY [N].[N_Name]",
                "SELECT [DBO].[NATION].n_name FROM [dbo].[nation] WHERE [Dbo].[Nation].[n_nationkey] < 2 /* DBO.x */",
                "SELECT n_name FROM \"DBO\" . \"Nation\" WHERE n_nationkey IN (0, 1) -- Dbo.x"
            })
    void namesAreFoundByAnyCaseOfTheirLetters(String sql) {
        assertThat(read(sql)).containsExactlyInAnyOrder(List.of("ALGERIA"), List.of("ARGENTINA"));
    }

    @Test
    void aLongTextStaysAsItIs() {
        String text = "Dbo.x''\u00fc".repeat(5000);
        assertThat(read("SELECT LEN('" + text + "') AS n FROM Dbo.[Region] WHERE r_regionkey = 0"))
                .containsExactly(List.of(7L * 5000));
    }

    @Test
    void theDataIsThatOfTpcH() {
        assertThat(read("SELECT COUNT(*) AS n FROM dbo.lineitem")).containsExactly(List.of(6005L));
        assertThat(read("SELECT COUNT(*) AS n, MIN(o_orderdate) AS a, MAX(o_orderdate) AS b FROM dbo.orders"))
                .containsExactly(List.of(1500L, LocalDate.of(1992, 1, 1), LocalDate.of(1998, 8, 2)));
        // 17 pieces of part 156, whose price is 1056.15 (TPC-H specification, 4.2.3).
        assertThat(read("SELECT l_orderkey, l_extendedprice, l_discount FROM dbo.lineitem WHERE l_orderkey = 1"
                        + " AND l_linenumber = 1"))
                .containsExactly(List.of(1L, new BigDecimal("17954.55"), new BigDecimal("0.04")));
        assertThat(read("SELECT n_name FROM dbo.nation")).hasSize(25);
    }

    @Test
    void parametersAreBoundAndALimitEndsTheRows() {
        RowQuery query = new RowQuery(
                new Country("bolivia"),
                new QueryName("tested"),
                "SELECT n_name FROM dbo.nation WHERE n_name <> ? AND n_regionkey >= ?",
                List.of(new ParameterValue.Text("PERU' OR '1'='1"), new ParameterValue.Whole(0)),
                OptionalLong.of(7),
                Map.of());
        try (RowStream stream = source.open(query, new Cancellation())) {
            assertThat(ReadRows.all(stream)).hasSize(7);
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "bit, true, bit",
                "tinyint, 255, smallint",
                "int, 2147483647, int",
                "bigint, -9223372036854775808, bigint",
                "\"decimal(10,3)\", 0.125, \"decimal(10,3)\"",
                "money, 12.3456, money",
                "float, 0.5, float",
                "real, 0.5, real",
                "date, 1500-02-28, date",
                "time(3), 08:30:00.123, time(3)",
                "smalldatetime, 2026-01-15T08:30, datetime",
                "datetime, 2026-01-15T08:30:00.007, datetime",
                "datetime2(6), 2026-03-29T02:30:00.123456, datetime2(6)",
                "datetimeoffset(3), 2026-01-15T00:00:00.123+05:30, datetimeoffset(3)",
                "varchar(20), abc, varchar(20)",
                "char(3), abc, char(3)",
                "nvarchar(20), \u00fc\u20ac, nvarchar(20)",
                "uniqueidentifier, 6f9619ff-8b86-d011-b42d-00c04fc964ff, uniqueidentifier",
                "varbinary(4), 0x00ff, varbinary(4)",
            })
    void aDeclaredParameterIsEqualToTheSameValueAsItsType(String type, String text, String literalType)
            throws Exception {
        String literal = text.startsWith("0x") ? "X'" + text.substring(2) + "'" : "'" + text + "'";
        SqlTemplate template = SqlTemplate.parse(
                new QueryName("tested"),
                "-- @param p " + type + "\nSELECT n_name FROM dbo.nation WHERE {p} = CAST(" + literal + " AS "
                        + literalType + ") AND n_nationkey < 2");
        BoundStatement bound = template.bind(Map.of("p", template.typed("p", new ParameterValue.Text(text))));
        RowQuery query = new RowQuery(
                new Country("bolivia"),
                new QueryName("tested"),
                bound.sql(),
                bound.parameters(),
                OptionalLong.empty(),
                Map.of());

        TimeZones.in("Europe/Madrid", () -> {
            try (RowStream stream = source.open(query, new Cancellation())) {
                assertThat(ReadRows.all(stream)).hasSize(2);
            }
        });
    }

    @Test
    void aTextThatIsNoDateSaysSoWithTheCodeThatSqlServerHas() {
        assertThatThrownBy(() -> read("SELECT 1 AS n FROM dbo.orders WHERE o_orderdate >= 'NaT'"))
                .isInstanceOfSatisfying(
                        BridgeException.RemotePermanent.class,
                        failure -> assertThat(failure.code()).isEqualTo("sqlserver-invalid-value"));
    }

    @Test
    void aBatchEndsAtItsBytes() {
        try (RowStream stream = open("SELECT * FROM dbo.lineitem", Map.of())) {
            RowBatch batch = new RowBatch(stream.schema(), 1000);
            assertThat(stream.fill(batch, 4000)).isTrue();
            assertThat(batch.size()).isBetween(2, 20);
            assertThat(batch.bytes()).isBetween(4000L, 5000L);
        }
    }

    @Test
    void anAbortFromAnotherThreadEndsTheRead() {
        RowStream stream = open("SELECT a.l_comment FROM dbo.lineitem AS a CROSS JOIN dbo.lineitem AS b", Map.of());
        CompletableFuture<Void> reading = CompletableFuture.runAsync(() -> drain(stream));
        stream.abort();
        assertThatThrownBy(() -> reading.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(BridgeException.Cancelled.class);
        stream.close();
    }

    @Test
    void aColumnWithoutAPolicyToUseAndAMistakeInTheSqlAreRefused() {
        assertThatThrownBy(() -> open("SELECT 1 AS a", Map.of("b", TemporalPolicy.TEXT)))
                .isInstanceOf(BridgeException.InvalidRequest.class);
        assertThatThrownBy(() -> open("SELEC 1", Map.of())).isInstanceOf(BridgeException.RemotePermanent.class);
    }

    @Test
    void aDatabaseInAFileLeavesNothingBehind(@TempDir Path folder) throws Exception {
        try (SandboxDatabase onDisk = SandboxDatabase.inFolder(folder)) {
            SandboxData.load(onDisk, 0.001);
            assertThat(Files.list(folder)).isNotEmpty();
        }
        assertThat(Files.list(folder)).isEmpty();
    }

    private static List<Object> extremes(String column) {
        return read("SELECT [" + column + "] AS v FROM dbo.AllTypes WHERE id > 1 ORDER BY id").stream()
                .map(row -> row.get(0))
                .toList();
    }

    private static void drain(RowStream stream) {
        RowBatch batch = new RowBatch(stream.schema(), 1000);
        while (stream.fill(batch, Long.MAX_VALUE)) {
            assertThat(batch.size()).isPositive();
        }
    }

    private static List<List<Object>> read(String sql) {
        try (RowStream stream = open(sql, Map.of())) {
            return ReadRows.all(stream);
        }
    }

    private static RowStream open(String sql, Map<String, TemporalPolicy> policies) {
        RowQuery query = new RowQuery(
                new Country("bolivia"), new QueryName("tested"), sql, List.of(), OptionalLong.empty(), policies);
        return source.open(query, new Cancellation());
    }
}
