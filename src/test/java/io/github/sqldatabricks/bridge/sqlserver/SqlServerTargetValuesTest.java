package io.github.sqldatabricks.bridge.sqlserver;

import static io.github.sqldatabricks.bridge.sqlserver.TargetServer.SOURCE;
import static io.github.sqldatabricks.bridge.sqlserver.TargetServer.assertApplied;
import static io.github.sqldatabricks.bridge.sqlserver.TargetServer.assertFailed;
import static io.github.sqldatabricks.bridge.sqlserver.TargetServer.keys;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.sync.EventOutcome.ChangeCounts;
import io.github.sqldatabricks.bridge.sync.SyncOperation;
import io.github.sqldatabricks.bridge.testing.ListedRows;
import io.github.sqldatabricks.bridge.testing.TimeZones;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Values of every type arrive unchanged, also as keys and as conditions. Catches conversions by the driver or the server
 * that change them: time zones, the Julian calendar, code pages, padding, rounding, lengths.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SqlServerTargetValuesTest {

    private static final ColumnType TEXT = new ColumnType.Text();
    private static final ColumnType WHOLE = new ColumnType.Int64();

    private TargetServer server;

    /**
     * A value on its way.
     *
     * @param select how the test reads column {@code v} back
     * @param condition the value as text of a condition; null when its type can't be compared
     */
    record Case(String declaration, ColumnType source, Object value, String select, String expected, String condition) {
        @Override
        public String toString() {
            return declaration + " " + expected;
        }
    }

    static Stream<Case> cases() {
        return Stream.of(numbers(), textAndBytes(), times()).flatMap(each -> each);
    }

    private static Stream<Case> numbers() {
        return Stream.of(
                new Case("bit", new ColumnType.Bool(), 1L, "CAST(v AS int)", "1", "true"),
                new Case("tinyint", new ColumnType.Int16(), 255L, "v", "255", "255"),
                new Case("smallint", new ColumnType.Int16(), -32768L, "v", "-32768", "-32768"),
                new Case("int", new ColumnType.Int32(), 2147483647L, "v", "2147483647", "2147483647"),
                new Case("bigint", WHOLE, Long.MIN_VALUE, "v", "-9223372036854775808", "-9223372036854775808"),
                new Case("real", new ColumnType.Float32(), 1.5, "v", "1.5", "1.5"),
                new Case("float", new ColumnType.Float64(), 0.1, "v", "0.1", "0.1"),
                new Case("decimal(10, 2)", new ColumnType.Decimal(10, 2), -1234L, "v", "-12.34", "-12.34"),
                new Case(
                        "decimal(38, 10)",
                        new ColumnType.Decimal(38, 10),
                        new BigInteger("12345678901234567890123456789012345678"),
                        "v",
                        "1234567890123456789012345678.9012345678",
                        "1234567890123456789012345678.9012345678"),
                new Case(
                        "money",
                        new ColumnType.Decimal(18, 4),
                        -12345L,
                        "CAST(v AS decimal(19, 4))",
                        "-1.2345",
                        "-1.2345"),
                new Case(
                        "smallmoney",
                        new ColumnType.Decimal(9, 4),
                        5L,
                        "CAST(v AS decimal(19, 4))",
                        "0.0005",
                        "0.0005"));
    }

    private static Stream<Case> textAndBytes() {
        return Stream.of(
                new Case("char(5)", TEXT, "ab", "CAST(v AS varchar(10)) + '|'", "ab   |", "ab"),
                new Case("varchar(20)", TEXT, "Grüße é", "v", "Grüße é", "Grüße é"),
                new Case("varchar(max)", TEXT, "x".repeat(20_000), "CAST(LEN(v) AS varchar(9))", "20000", null),
                new Case("nchar(3)", TEXT, "日本", "RTRIM(v)", "日本", "日本"),
                new Case("nvarchar(10)", TEXT, "日本 \uD83D\uDE00", "v", "日本 \uD83D\uDE00", "日本 \uD83D\uDE00"),
                new Case("nvarchar(max)", TEXT, "ü".repeat(5_000), "CAST(LEN(v) AS varchar(9))", "5000", null),
                new Case("varbinary(8)", new ColumnType.Bytes(), new byte[] {0, 1, -1}, "v", "0001FF", "0x0001ff"),
                new Case("binary(2)", new ColumnType.Bytes(), new byte[] {0, 1}, "v", "0001", "0x0001"),
                new Case(
                        "uniqueidentifier",
                        TEXT,
                        "6f9619ff-8b86-d011-b42d-00c04fc964ff",
                        "v",
                        "6F9619FF-8B86-D011-B42D-00C04FC964FF",
                        "6F9619FF-8B86-D011-B42D-00C04FC964FF"));
    }

    private static Stream<Case> times() {
        return Stream.of(
                new Case(
                        "date",
                        new ColumnType.Date(),
                        day("2024-02-29"),
                        "CAST(v AS varchar(10))",
                        "2024-02-29",
                        "2024-02-29"),
                new Case(
                        "date",
                        new ColumnType.Date(),
                        day("0001-01-01"),
                        "CAST(v AS varchar(10))",
                        "0001-01-01",
                        "0001-01-01"),
                new Case(
                        "date",
                        new ColumnType.Date(),
                        day("1582-10-10"),
                        "CAST(v AS varchar(10))",
                        "1582-10-10",
                        "1582-10-10"),
                new Case("time(3)", TEXT, "23:59:59.123", "CAST(v AS varchar(20))", "23:59:59.123", "23:59:59.123"),
                time(
                        "datetime2(6)",
                        "2024-03-31T02:30:00.123456",
                        "CAST(v AS varchar(40))",
                        "2024-03-31 02:30:00.123456"),
                time("datetime2(0)", "0001-01-01T00:00:00", "CAST(v AS varchar(40))", "0001-01-01 00:00:00"),
                time("datetime2(3)", "1500-02-28T12:00:00.001", "CAST(v AS varchar(40))", "1500-02-28 12:00:00.001"),
                time("datetime", "2024-03-31T02:30:00.003", "CONVERT(varchar(30), v, 121)", "2024-03-31 02:30:00.003"),
                time("smalldatetime", "2024-03-31T02:30:00", "CONVERT(varchar(20), v, 120)", "2024-03-31 02:30:00"),
                new Case(
                        "datetimeoffset(6)",
                        new ColumnType.Instant(6),
                        micros("2024-03-31T02:30:00.000001"),
                        "CAST(v AS varchar(40))",
                        "2024-03-31 02:30:00.000001 +00:00",
                        "2024-03-31T02:30:00.000001Z"),
                new Case("xml", TEXT, "<a>ü</a>", "CAST(v AS nvarchar(100))", "<a>ü</a>", null));
    }

    private static Case time(String declaration, String value, String select, String expected) {
        return new Case(declaration, new ColumnType.LocalTimestamp(6), micros(value), select, expected, value);
    }

    private static Object day(String date) {
        return LocalDate.parse(date).toEpochDay();
    }

    private static Object micros(String time) {
        return ChronoUnit.MICROS.between(
                LocalDate.EPOCH.atStartOfDay().atOffset(ZoneOffset.UTC),
                LocalDateTime.parse(time).atOffset(ZoneOffset.UTC));
    }

    @BeforeEach
    void connect() {
        server = new TargetServer(RealSqlServer.config());
    }

    @AfterEach
    void close() throws SQLException {
        if (server != null) {
            server.close();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aValueArrivesUnchangedAndIsFoundAgain(Case each) throws SQLException {
        server.create("id int NOT NULL PRIMARY KEY, v " + each.declaration() + " NULL");
        ListedRows source = new ListedRows().column("id", WHOLE).column("v", each.source());
        source.row(1L, each.value()).row(2L, null);
        assertApplied(
                server.apply(source, server.event(new SyncOperation.Insert(SOURCE, Optional.empty()))),
                ChangeCounts.inserted(2));
        assertThat(server.rows("SELECT " + each.select() + " FROM {table} WHERE id = 1"))
                .containsExactly(List.of(each.expected()));
        assertThat(server.rows("SELECT COUNT(*) FROM {table} WHERE v IS NULL")).containsExactly(List.of("1"));
        if (each.condition() != null) {
            deleteByKeyAndByCondition(each);
        }
    }

    private void deleteByKeyAndByCondition(Case each) {
        ListedRows one = new ListedRows().column("v", each.source()).row(each.value());
        SyncOperation byKey = new SyncOperation.DeleteByKeys(SOURCE, keys("v"));
        assertThat(server.dryRun(one, server.event(byKey)).counts()).isEqualTo(ChangeCounts.deleted(1));
        assertApplied(
                server.apply(
                        one, server.event(new SyncOperation.DeleteWhere(Map.of("v", Optional.of(each.condition()))))),
                ChangeCounts.deleted(1));
    }

    @Test
    void hoursThatDaylightSavingSkipsArrive() throws Exception {
        TimeZones.in("Europe/Berlin", () -> {
            server.create("id int NOT NULL PRIMARY KEY, a datetime2(3), b datetime, c date, d datetimeoffset(0)");
            ListedRows source = new ListedRows()
                    .column("id", WHOLE)
                    .column("a", new ColumnType.LocalTimestamp(6))
                    .column("b", new ColumnType.LocalTimestamp(6))
                    .column("c", new ColumnType.Date())
                    .column("d", new ColumnType.Instant(6));
            Object skipped = micros("2024-03-31T02:30:00");
            source.row(1L, skipped, skipped, day("1500-03-01"), skipped);
            assertThat(server.dryRun(source, server.event(new SyncOperation.Insert(SOURCE, Optional.empty())))
                            .sample()
                            .get(0)
                            .after())
                    .containsEntry("a", "2024-03-31T02:30")
                    .containsEntry("c", "1500-03-01");
            assertApplied(
                    server.apply(source, server.event(new SyncOperation.Insert(SOURCE, Optional.empty()))),
                    ChangeCounts.inserted(1));
            assertThat(server.rows("SELECT CONVERT(varchar(19), a, 120), CONVERT(varchar(19), b, 120),"
                            + " CAST(c AS varchar(10)), CONVERT(varchar(19), d, 120) FROM {table}"))
                    .containsExactly(
                            List.of("2024-03-31 02:30:00", "2024-03-31 02:30:00", "1500-03-01", "2024-03-31 02:30:00"));
        });
    }

    @Test
    void textKeepsToTheCodePageOfItsCollation() throws SQLException {
        server.create("id int NOT NULL PRIMARY KEY, v varchar(10) COLLATE Cyrillic_General_CI_AS NULL");
        ListedRows cyrillic = new ListedRows().column("id", WHOLE).column("v", TEXT);
        assertApplied(
                server.apply(
                        cyrillic.row(1L, "Привет"), server.event(new SyncOperation.Insert(SOURCE, Optional.empty()))),
                ChangeCounts.inserted(1));
        assertThat(server.rows("SELECT v FROM {table}")).containsExactly(List.of("Привет"));
        assertApplied(
                server.apply(cyrillic, server.event(new SyncOperation.DeleteWhere(Map.of("v", Optional.of("Привет"))))),
                ChangeCounts.deleted(1));
        ListedRows latin = new ListedRows().column("id", WHOLE).column("v", TEXT);
        assertFailed(
                server.apply(latin.row(2L, "Grüße"), server.event(new SyncOperation.Insert(SOURCE, Optional.empty()))),
                "value-refused");
    }

    @Test
    void aSeventhDigitIsKeptWhereTheServerHasOne() throws SQLException {
        Assumptions.assumeFalse(server.server().isBabelfish(), "SKIPPED: Babelfish keeps six digits");
        server.create("id int NOT NULL PRIMARY KEY, v time(7) NULL");
        ListedRows source =
                new ListedRows().column("id", WHOLE).column("v", TEXT).row(1L, "10:00:00.1234567");
        assertApplied(
                server.apply(source, server.event(new SyncOperation.Insert(SOURCE, Optional.empty()))),
                ChangeCounts.inserted(1));
        assertThat(server.rows("SELECT CAST(v AS varchar(20)) FROM {table}"))
                .containsExactly(List.of("10:00:00.1234567"));
    }
}
