package io.github.sqldatabricks.bridge.sandbox.sqlserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.store.Migrations;
import io.github.sqldatabricks.bridge.sync.ChangeLimits;
import io.github.sqldatabricks.bridge.sync.EventOutcome;
import io.github.sqldatabricks.bridge.sync.SyncConfig;
import io.github.sqldatabricks.bridge.sync.SyncOperation;
import io.github.sqldatabricks.bridge.sync.SyncService;
import io.github.sqldatabricks.bridge.sync.TargetDatabase;
import io.github.sqldatabricks.bridge.sync.TargetDatabase.TargetAddress;
import io.github.sqldatabricks.bridge.sync.TargetDatabase.TargetSession;
import io.github.sqldatabricks.bridge.sync.TargetTable.TargetColumn;
import io.github.sqldatabricks.bridge.testing.Claims;
import io.github.sqldatabricks.bridge.testing.FixedRights;
import io.github.sqldatabricks.bridge.testing.ListedRows;
import io.github.sqldatabricks.bridge.testing.TimeZones;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Catches a column that the sandbox describes as another type than SQL Server would, and a value that it stores changed. */
class SandboxTargetTypesTest {

    static final List<String> ZONES = TimeZones.TRICKY;

    private static final SqlServerTable ALL_TYPES = SqlServerTable.parse("dbo.AllTypes");
    private static final String GAP = "2024-03-31T02:30:00.123456";

    private static SandboxDatabase database;
    private static TargetDatabase target;

    @BeforeAll
    static void load() throws SQLException {
        database = SandboxDatabase.inMemory();
        SandboxData.load(database, 0.001);
        target = new SandboxTargetDatabase(database, SyncConfig.Delivery.EXACTLY_ONCE, Migrations::makeLedger);
    }

    @AfterAll
    static void unload() throws SQLException {
        database.close();
    }

    @Test
    void columnsAreDescribedAsSqlServerWould() {
        assertThat(columns(ALL_TYPES).stream()
                        .map(column -> column.name() + " " + column.type().declaration()))
                .contains(
                        "bit bit",
                        "smallint smallint",
                        "int int",
                        "bigint bigint",
                        "real real",
                        "float float",
                        "decimal decimal(18, 4)",
                        "money decimal(19, 4)",
                        "nchar nchar(4)",
                        "nvarchar nvarchar(100)",
                        "ntext nvarchar(max)",
                        "sql_variant nvarchar(max)",
                        "binary binary(4)",
                        "varbinary varbinary(100)",
                        "image varbinary(max)",
                        "date date",
                        "time time(7)",
                        "datetime2 datetime2(6)",
                        "datetimeoffset datetimeoffset(6)",
                        "uniqueidentifier uniqueidentifier");
    }

    @Test
    void theTablesForEventsHaveKeysDefaultsAndAnIdentity() {
        assertThat(columns(SqlServerTable.parse("dbo.pricing")))
                .extracting(TargetColumn::name)
                .containsExactly("product_id", "product_name", "price", "currency", "valid_from", "updated_at");
        assertThat(columns(SqlServerTable.parse("PRICING")))
                .filteredOn(TargetColumn::hasDefault)
                .extracting(TargetColumn::name)
                .containsExactly("currency");
        assertThat(columns(SqlServerTable.parse("dbo.price_alerts")))
                .filteredOn(column -> column.writing() == TargetColumn.Writing.IDENTITY)
                .extracting(TargetColumn::name)
                .containsExactly("alert_id");
    }

    @Test
    void aTypeThatSqlServerLacksIsRefused() throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE dbo.other_types (a INTERVAL DAY TO SECOND, b INT ARRAY)");
        }
        assertThat(columns(SqlServerTable.parse("dbo.other_types")))
                .allMatch(column -> column.type().refusal(new ColumnType.Text()).isPresent());
    }

    @ParameterizedTest
    @FieldSource("ZONES")
    void everyValueIsStoredAsItIs(String zone) throws Exception {
        TimeZones.in(zone, () -> {
            execute("DELETE FROM dbo.AllTypes WHERE id = 9");
            SyncOperation insert = new SyncOperation.Insert(UnityTable.parse("a.b.c"), Optional.empty());
            SyncService service = new SyncService(row(), target, new FixedRights(ChangeLimits.NONE));
            EventOutcome outcome =
                    service.apply(Claims.of(Claims.event("dbo.AllTypes", insert, Map.of()), 1), new Cancellation());
            assertThat(outcome).isInstanceOf(EventOutcome.Applied.class);
            assertStored();
        });
    }

    private static ListedRows row() {
        LocalDateTime epoch = LocalDate.EPOCH.atStartOfDay();
        long micros = epoch.until(LocalDateTime.parse(GAP), ChronoUnit.MICROS);
        return new ListedRows()
                .column("id", new ColumnType.Int32())
                .column("bit", new ColumnType.Bool())
                .column("real", new ColumnType.Float32())
                .column("float", new ColumnType.Float64())
                .column("numeric", new ColumnType.Decimal(38, 10))
                .column("nvarchar", new ColumnType.Text())
                .column("varbinary", new ColumnType.Bytes())
                .column("date", new ColumnType.Date())
                .column("time", new ColumnType.Text())
                .column("datetime2", new ColumnType.LocalTimestamp(6))
                .column("datetimeoffset", new ColumnType.Instant(6))
                .column("uniqueidentifier", new ColumnType.Text())
                .row(
                        9L,
                        1L,
                        0.1f,
                        -0.0,
                        new BigInteger("9".repeat(38)),
                        "a\u0000\uD83D\uDE00",
                        new byte[] {0, -1},
                        LocalDate.of(1582, 10, 10).toEpochDay(),
                        "02:30:00.1234567",
                        micros,
                        micros,
                        "6f9619ff-8b86-d011-b42d-00c04fc964ff");
    }

    private static void assertStored() throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet stored = statement.executeQuery("SELECT * FROM dbo.AllTypes WHERE id = 9")) {
            assertThat(stored.next()).isTrue();
            assertThat(stored.getBoolean("bit")).isTrue();
            assertThat(stored.getFloat("real")).isEqualTo(0.1f);
            assertThat(stored.getBigDecimal("numeric").unscaledValue()).isEqualTo(new BigInteger("9".repeat(38)));
            assertThat(stored.getString("nvarchar")).isEqualTo("a\u0000\uD83D\uDE00");
            assertThat(stored.getBytes("varbinary")).containsExactly(0, -1);
            assertThat(stored.getObject("date", LocalDate.class)).isEqualTo("1582-10-10");
            assertThat(stored.getString("time")).isEqualTo("02:30:00.1234567");
            assertThat(stored.getObject("datetime2", LocalDateTime.class)).isEqualTo(GAP);
            assertThat(stored.getObject("datetimeoffset", java.time.OffsetDateTime.class))
                    .isEqualTo(LocalDateTime.parse(GAP).atOffset(ZoneOffset.UTC));
            assertThat(stored.getString("uniqueidentifier"))
                    .isEqualToIgnoringCase("6f9619ff-8b86-d011-b42d-00c04fc964ff");
        }
    }

    private static List<TargetColumn> columns(SqlServerTable table) {
        try (TargetSession session = target.open(TargetAddress.DEFAULT, new Cancellation())) {
            return session.describe(table).columns();
        }
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
