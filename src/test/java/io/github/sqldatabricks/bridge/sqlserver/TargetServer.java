package io.github.sqldatabricks.bridge.sqlserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.store.Migrations;
import io.github.sqldatabricks.bridge.sync.ChangeLimits;
import io.github.sqldatabricks.bridge.sync.EventMetadata;
import io.github.sqldatabricks.bridge.sync.EventOutcome;
import io.github.sqldatabricks.bridge.sync.EventOutcome.ChangeCounts;
import io.github.sqldatabricks.bridge.sync.EventOutcome.DryRun;
import io.github.sqldatabricks.bridge.sync.SourceRows;
import io.github.sqldatabricks.bridge.sync.StoredEvent;
import io.github.sqldatabricks.bridge.sync.StoredEvent.Claim;
import io.github.sqldatabricks.bridge.sync.StoredEvent.EventStatus;
import io.github.sqldatabricks.bridge.sync.SyncConfig;
import io.github.sqldatabricks.bridge.sync.SyncEvent;
import io.github.sqldatabricks.bridge.sync.SyncOperation;
import io.github.sqldatabricks.bridge.sync.SyncOperation.KeyColumns;
import io.github.sqldatabricks.bridge.sync.SyncService;
import io.github.sqldatabricks.bridge.sync.TargetDatabase;
import io.github.sqldatabricks.bridge.testing.FixedRights;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The server of {@link RealSqlServer} as a target of events, with a table that goes with {@link #close}. */
final class TargetServer implements AutoCloseable {

    static final UnityTable SOURCE = UnityTable.parse("lake.silver.changes");

    private final TestSqlServerConfig config;
    private final RealSqlServer server;
    private final String table;
    private final TargetDatabase database;

    TargetServer(TestSqlServerConfig config) {
        this(config, SyncConfig.Delivery.EXACTLY_ONCE);
    }

    TargetServer(TestSqlServerConfig config, SyncConfig.Delivery delivery) {
        this(config, delivery, RealSqlServer.uniqueTable());
    }

    /** Another way to a table that somebody else has made. */
    TargetServer(TestSqlServerConfig config, String table) {
        this(config, SyncConfig.Delivery.EXACTLY_ONCE, table);
    }

    private TargetServer(TestSqlServerConfig config, SyncConfig.Delivery delivery, String table) {
        this.table = table;
        this.config = config;
        this.server = new RealSqlServer(config);
        this.database = new SqlServerTargetDatabase(server.pools(), delivery, Migrations::makeLedger);
    }

    TargetDatabase database() {
        return database;
    }

    RealSqlServer server() {
        return server;
    }

    TestSqlServerConfig config() {
        return config;
    }

    String table() {
        return table;
    }

    /** Makes the table; {@code columns} as in CREATE TABLE. */
    void create(String columns) throws SQLException {
        server.execute("CREATE TABLE " + table + " (" + columns + ")");
    }

    void execute(String sql) throws SQLException {
        server.execute(sql.replace("{table}", table));
    }

    /** All rows, values as text. */
    List<List<String>> rows(String select) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(select.replace("{table}", table))) {
            List<List<String>> rows = new ArrayList<>();
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    row.add(result.getString(i));
                }
                rows.add(row);
            }
            return rows;
        }
    }

    SyncService service(SourceRows source, ChangeLimits limits) {
        return new SyncService(source, database, new FixedRights(limits));
    }

    EventOutcome apply(SourceRows source, SyncEvent event) {
        return service(source, ChangeLimits.NONE).apply(claim(event, 1), new Cancellation());
    }

    DryRun dryRun(SourceRows source, SyncEvent event) {
        return service(source, ChangeLimits.NONE).dryRun(event, new Cancellation());
    }

    SyncEvent event(SyncOperation operation) {
        return event(operation, Map.of());
    }

    SyncEvent event(SyncOperation operation, Map<String, String> metadata) {
        return new SyncEvent(
                EventId.random(),
                operation,
                SqlServerTable.parse(table),
                new SyncEvent.Origin.Request("tester"),
                0,
                OptionalLong.empty(),
                new EventMetadata(metadata),
                Instant.EPOCH,
                OptionalInt.empty());
    }

    static Claim claim(SyncEvent event, long fence) {
        StoredEvent stored = new StoredEvent(
                event,
                EventStatus.PROCESSING,
                1,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Instant.EPOCH,
                Optional.empty(),
                Optional.empty(),
                1,
                true,
                Optional.empty());
        return new Claim(stored, fence, "tester", 1, false, false, Optional.empty());
    }

    static void assertApplied(EventOutcome outcome, ChangeCounts counts) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        EventOutcome.Applied.class,
                        applied -> assertThat(applied.counts()).isEqualTo(counts));
    }

    static void assertFailed(EventOutcome outcome, String code) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        EventOutcome.Failed.class,
                        failed -> assertThat(failed.code()).as(failed.message()).isEqualTo(code));
    }

    static KeyColumns keys(String... names) {
        return new KeyColumns(List.of(names));
    }

    @Override
    public void close() throws SQLException {
        server.execute("DROP TABLE IF EXISTS " + table);
        server.close();
    }
}
