package io.github.sqldatabricks.bridge.sqlserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.sync.EventOutcome;
import io.github.sqldatabricks.bridge.sync.EventOutcome.ChangeCounts;
import io.github.sqldatabricks.bridge.sync.SyncConfig;
import io.github.sqldatabricks.bridge.sync.SyncOperation;
import io.github.sqldatabricks.bridge.sync.TargetDatabase.TargetAddress;
import io.github.sqldatabricks.bridge.sync.TargetDatabase.TargetSession;
import io.github.sqldatabricks.bridge.sync.TargetTable.TargetIdentity;
import io.github.sqldatabricks.bridge.testing.Claims;
import io.github.sqldatabricks.bridge.testing.ListedRows;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Which table a name means, by a real server. Catches one table that has two identities (through an alias of the host, other
 * letters, a view, a synonym), two bridges that change it at once, and events that reach the bridge's own tables.
 */
class SqlServerTargetIdentityTest {

    private TargetServer target;

    @BeforeEach
    void open() throws SQLException {
        TestSqlServerConfig config = RealSqlServer.config();
        config.lockTimeout = Duration.ofSeconds(1);
        target = new TargetServer(config);
        target.create("id bigint NOT NULL PRIMARY KEY, v int");
    }

    @AfterEach
    void close() throws SQLException {
        if (target != null) {
            target.execute("DROP VIEW IF EXISTS {table}_v");
            target.close();
        }
    }

    @Test
    void theSameTableIsTheSameWhateverTheHostAndTheLettersAre() throws SQLException {
        TargetIdentity own = identify(target, target.table());
        assertThat(own.schema()).isEqualTo("dbo");
        assertThat(own.database()).isEqualTo(target.server().scalar("SELECT DB_NAME()"));
        assertThat(identify(target, target.table().toUpperCase(Locale.ROOT))).isEqualTo(own);
        TestSqlServerConfig other = RealSqlServer.config();
        Assumptions.assumeTrue(other.host.equals("127.0.0.1"), "SKIPPED: needs the server on 127.0.0.1");
        other.host = "localhost";
        try (RealSqlServer alias = new RealSqlServer(other)) {
            SqlServerTargetDatabase database =
                    new SqlServerTargetDatabase(alias.pools(), SyncConfig.Delivery.AT_LEAST_ONCE, connections -> {});
            assertThat(database.place(TargetAddress.DEFAULT))
                    .isNotEqualTo(target.database().place(TargetAddress.DEFAULT));
            assertThat(database.identify(TargetAddress.DEFAULT, SqlServerTable.parse(target.table())))
                    .isEqualTo(own);
        }
    }

    @Test
    void aViewOfOneTableIsThatTableWhereTheServerTellsDependencies() throws SQLException {
        Assumptions.assumeFalse(
                target.server().isBabelfish(), "SKIPPED: Babelfish has nothing in sys.sql_expression_dependencies");
        target.execute("CREATE VIEW {table}_v AS SELECT id, v FROM {table}");
        assertThat(identify(target, target.table() + "_v")).isEqualTo(identify(target, target.table()));
    }

    @Test
    void aSynonymIsItsTable() throws SQLException {
        Assumptions.assumeFalse(target.server().isBabelfish(), "SKIPPED: Babelfish has no synonyms");
        target.execute("CREATE SYNONYM {table}_s FOR {table}");
        try {
            assertThat(identify(target, target.table() + "_s")).isEqualTo(identify(target, target.table()));
        } finally {
            target.execute("DROP SYNONYM {table}_s");
        }
    }

    @Test
    void aNameThatMeansNothingIsItself() {
        TargetIdentity nothing = identify(target, "sales.Nowhere");
        assertThat(nothing.schema()).isEqualTo("sales");
        assertThat(nothing.table()).isEqualTo("Nowhere");
        assertThat(nothing.server()).isNotBlank();
    }

    @Test
    void twoBridgesDoNotChangeATableAtOnceAndTheSecondIsTriedAgain() {
        TargetIdentity identity = identify(target, target.table());
        try (TargetSession one = session(target);
                TargetSession two = session(target)) {
            one.beginTransaction(Optional.empty());
            one.lock(identity);
            two.beginTransaction(Optional.empty());
            assertThatThrownBy(() -> two.lock(identity))
                    .isInstanceOfSatisfying(
                            BridgeException.RemoteTransient.class,
                            e -> assertThat(e.code()).isEqualTo("target-locked"));
            one.rollback();
        }
        try (TargetSession three = session(target)) {
            three.beginTransaction(Optional.empty());
            three.lock(identity);
            three.rollback();
        }
    }

    @Test
    void theBridgesOwnTablesAreNoTargets() throws SQLException {
        String other = "bridge.bridge_test_own";
        target.execute("IF SCHEMA_ID('bridge') IS NULL EXEC ('CREATE SCHEMA bridge')");
        target.execute("DROP TABLE IF EXISTS " + other);
        target.execute("CREATE TABLE " + other + " (id bigint NOT NULL PRIMARY KEY)");
        try {
            EventOutcome outcome = target.apply(
                    new ListedRows().column("id", new ColumnType.Int64()).row(7L),
                    Claims.event(
                            "[BRIDGE].bridge_test_own",
                            new SyncOperation.Insert(TargetServer.SOURCE, Optional.empty()),
                            Map.of()));
            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            EventOutcome.Blocked.class,
                            blocked -> assertThat(blocked.code()).isEqualTo("reserved-target"));
            assertThat(target.rows("SELECT id FROM " + other)).isEqualTo(List.of());
        } finally {
            target.execute("DROP TABLE " + other);
        }
    }

    @Test
    void anEventForAnotherDatabaseChangesItAndNeverTheDefaultOne() throws SQLException {
        EventOutcome outcome = target.apply(
                new ListedRows().column("id", new ColumnType.Int64()).row(7L),
                target.event(
                        new SyncOperation.Insert(TargetServer.SOURCE, Optional.empty()),
                        Map.of("target_server", target.config().host, "target_database", "elsewhere")));
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        EventOutcome.Blocked.class,
                        blocked -> assertThat(blocked.code()).isEqualTo("target-not-configured"));
        assertThat(target.rows("SELECT id FROM {table}")).isEmpty();
        TargetServer.assertApplied(
                target.apply(
                        new ListedRows().column("id", new ColumnType.Int64()).row(7L),
                        target.event(
                                new SyncOperation.Insert(TargetServer.SOURCE, Optional.empty()),
                                Map.of(
                                        "target_server",
                                        target.config().host.toUpperCase(Locale.ROOT) + "," + target.config().port,
                                        "target_database",
                                        target.config().database.toUpperCase(Locale.ROOT)))),
                ChangeCounts.inserted(1));
    }

    private static TargetSession session(TargetServer server) {
        return server.database().open(TargetAddress.DEFAULT, new Cancellation());
    }

    private static TargetIdentity identify(TargetServer server, String table) {
        return server.database().identify(TargetAddress.DEFAULT, SqlServerTable.parse(table));
    }
}
