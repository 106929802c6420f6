package io.github.sqldatabricks.bridge.sqlserver;

import static io.github.sqldatabricks.bridge.sqlserver.TargetServer.SOURCE;
import static io.github.sqldatabricks.bridge.sqlserver.TargetServer.assertFailed;
import static io.github.sqldatabricks.bridge.sqlserver.TargetServer.keys;
import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.sync.ChangeLimits;
import io.github.sqldatabricks.bridge.sync.EventOutcome;
import io.github.sqldatabricks.bridge.sync.EventOutcome.ChangeCounts;
import io.github.sqldatabricks.bridge.sync.SyncEvent;
import io.github.sqldatabricks.bridge.sync.SyncOperation;
import io.github.sqldatabricks.bridge.testing.CuttableProxy;
import io.github.sqldatabricks.bridge.testing.ListedRows;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Makes each failure in the middle of an event happen, and catches a change that is half made, a failure that is taken for
 * final although another attempt helps, and a broken connection that the next event gets. Runs when the environment names a
 * server.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SqlServerTargetFaultsTest {

    private static final int MANY = 20_000;

    private CuttableProxy proxy;
    private TargetServer direct;
    private TargetServer server;

    @BeforeEach
    void connect() throws IOException, SQLException {
        direct = new TargetServer(RealSqlServer.config());
        direct.create("id int NOT NULL PRIMARY KEY, name nvarchar(100) NULL");
        direct.execute("INSERT INTO {table} VALUES (1, N'one'), (2, N'two')");
        TestSqlServerConfig config = RealSqlServer.config();
        proxy = CuttableProxy.to(config.host, config.port);
        config.host = "127.0.0.1";
        config.port = proxy.port();
        config.maxConnections = 1;
        config.lockTimeout = Duration.ofSeconds(20);
        server = new TargetServer(config, direct.table());
    }

    @AfterEach
    void close() throws IOException, SQLException {
        if (proxy != null) {
            proxy.close();
        }
        if (server != null) {
            server.server().close();
        }
        if (direct != null) {
            direct.close();
        }
    }

    private static ListedRows people(int rows) {
        ListedRows people =
                new ListedRows().column("id", new ColumnType.Int64()).column("name", new ColumnType.Text());
        for (long id = 10; id < 10 + rows; id++) {
            people.row(id, "somebody with a name that fills packets " + id);
        }
        return people;
    }

    private SyncEvent insert() {
        return server.event(new SyncOperation.Insert(SOURCE, Optional.of(keys("id"))));
    }

    private void assertUnchanged() throws SQLException {
        assertThat(direct.rows("SELECT id, name FROM {table} ORDER BY id"))
                .containsExactly(List.of("1", "one"), List.of("2", "two"));
    }

    private void assertNextWorks(SyncEvent event) {
        EventOutcome next =
                server.service(people(3), ChangeLimits.NONE).apply(TargetServer.claim(event, 2), new Cancellation());
        assertThat(next).isEqualTo(new EventOutcome.Applied(ChangeCounts.inserted(3), false, Optional.empty()));
    }

    private static void assertRetryable(EventOutcome outcome, String code) {
        assertFailed(outcome, code);
        assertThat(((EventOutcome.Failed) outcome).retryable()).isTrue();
    }

    private static Runnable atRow(int row, Runnable action) {
        AtomicInteger rows = new AtomicInteger();
        return () -> {
            if (rows.incrementAndGet() == row) {
                action.run();
            }
        };
    }

    @Test
    void aConnectionThatIsCutInTheBulkCopyIsWorthAnotherAttempt() throws SQLException {
        SyncEvent event = insert();
        assertRetryable(
                server.apply(people(MANY).beforeRow(atRow(MANY / 2, proxy::cut)), event), "sqlserver-connection-lost");
        assertUnchanged();
        assertNextWorks(event);
    }

    @Test
    void whatTheSourceThrowsComesOutAsItWas() throws SQLException {
        SyncEvent event = insert();
        ListedRows failing = people(MANY).beforeRow(atRow(MANY / 2, () -> {
            throw new BridgeException.RemoteTransient(ErrorCode.DATABRICKS_UNAVAILABLE, "a test wants it", null);
        }));
        assertRetryable(server.apply(failing, event), "databricks-unavailable");
        assertUnchanged();
        assertNextWorks(event);
    }

    @Test
    void aValueThatDoesNotFitIsNamedByRowAndColumn() throws SQLException {
        SyncEvent event = insert();
        EventOutcome outcome = server.apply(people(5).row(99L, "x".repeat(101)), event);
        assertFailed(outcome, "value-refused");
        assertThat(((EventOutcome.Failed) outcome).message())
                .contains("Row 6")
                .contains("'name'")
                .doesNotContain("xxx");
        assertUnchanged();
        assertNextWorks(event);
    }

    @Test
    void aCancelWhileRowsAreStagedChangesNothing() throws SQLException {
        SyncEvent event = insert();
        Cancellation cancellation = new Cancellation();
        ListedRows source = people(MANY).beforeRow(atRow(MANY / 2, () -> cancellation.cancel("a test wants it")));
        assertThatThrownBy(() ->
                        server.service(source, ChangeLimits.NONE).apply(TargetServer.claim(event, 1), cancellation))
                .isInstanceOf(BridgeException.Cancelled.class);
        assertUnchanged();
        assertNextWorks(event);
    }

    @Test
    void aCancelReachesAStatementThatWaitsForALock() throws Exception {
        SyncEvent event = insert();
        Cancellation cancellation = new Cancellation();
        try (Connection holder = holder()) {
            CompletableFuture<EventOutcome> applying = applying(event, cancellation);
            awaitBlocked();
            cancellation.cancel("a test wants it");
            assertThatThrownBy(() -> applying.get(10, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(BridgeException.Cancelled.class);
            holder.rollback();
        }
        assertUnchanged();
        assertNextWorks(event);
    }

    @Test
    void aConnectionThatIsCutInTheTransactionIsWorthAnotherAttempt() throws Exception {
        SyncEvent event = insert();
        try (Connection holder = holder()) {
            CompletableFuture<EventOutcome> applying = applying(event, new Cancellation());
            awaitBlocked();
            proxy.cut();
            assertRetryable(applying.get(10, TimeUnit.SECONDS), "sqlserver-connection-lost");
            holder.rollback();
        }
        assertUnchanged();
        assertNextWorks(event);
    }

    @Test
    void aLockThatIsNotFreedIsWorthAnotherAttempt() throws Exception {
        server.server().close();
        server.config().lockTimeout = Duration.ofSeconds(1);
        server = new TargetServer(server.config(), direct.table());
        SyncEvent event = insert();
        try (Connection holder = holder()) {
            EventOutcome outcome = applying(event, new Cancellation()).get(20, TimeUnit.SECONDS);
            if (direct.server().isBabelfish()) {
                // It has no error number for this.
                assertFailed(outcome, "sqlserver-query-failed");
            } else {
                assertRetryable(outcome, "sqlserver-lock-timeout");
            }
            holder.rollback();
        }
        assertUnchanged();
        assertNextWorks(event);
    }

    @Test
    void aDeadlocksVictimIsWorthAnotherAttempt() throws Exception {
        SyncEvent event = insert();
        try (Connection holder = holder();
                Statement statement = holder.createStatement()) {
            CompletableFuture<EventOutcome> applying = applying(event, new Cancellation());
            awaitBlocked();
            statement.execute("UPDATE bridge.sync_ledger SET fence = fence WHERE event_id = '" + event.id() + "'");
            assertRetryable(applying.get(20, TimeUnit.SECONDS), "sqlserver-deadlock");
            holder.rollback();
        }
        assertUnchanged();
        assertNextWorks(event);
    }

    /** Holds what the event needs: a new row with the same key as one of the event's. */
    private Connection holder() throws SQLException {
        Connection holder = direct.server().connect();
        holder.setAutoCommit(false);
        try (Statement statement = holder.createStatement()) {
            statement.execute("SET DEADLOCK_PRIORITY HIGH");
            statement.execute("INSERT INTO " + direct.table() + " VALUES (10, N'held')");
        }
        return holder;
    }

    private CompletableFuture<EventOutcome> applying(SyncEvent event, Cancellation cancellation) {
        return CompletableFuture.supplyAsync(
                () -> server.service(people(3), ChangeLimits.NONE).apply(TargetServer.claim(event, 1), cancellation));
    }

    private void awaitBlocked() throws SQLException {
        String blocked = direct.server().isBabelfish()
                ? "SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                : "SELECT COUNT(*) FROM sys.dm_exec_requests WHERE blocking_session_id <> 0";
        await().atMost(Duration.ofSeconds(20))
                .until(() -> !direct.server().scalar(blocked).equals("0"));
    }
}
