package io.github.sqldatabricks.bridge.sqlserver;

import static io.github.sqldatabricks.bridge.sqlserver.TargetServer.SOURCE;
import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.jdbc.JdbcSession;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.sync.ChangeLimits;
import io.github.sqldatabricks.bridge.sync.EventOutcome;
import io.github.sqldatabricks.bridge.sync.EventOutcome.ChangeCounts;
import io.github.sqldatabricks.bridge.sync.SyncEvent;
import io.github.sqldatabricks.bridge.sync.SyncOperation;
import io.github.sqldatabricks.bridge.sync.SyncService;
import io.github.sqldatabricks.bridge.sync.TargetDatabase;
import io.github.sqldatabricks.bridge.sync.TargetDatabase.TargetAddress;
import io.github.sqldatabricks.bridge.sync.TargetDatabase.TargetSession;
import io.github.sqldatabricks.bridge.sync.TargetDatabase.TargetSession.Attempt;
import io.github.sqldatabricks.bridge.target.JdbcTargetSession;
import io.github.sqldatabricks.bridge.target.Ledger;
import io.github.sqldatabricks.bridge.target.Ledger.SyncLedger;
import io.github.sqldatabricks.bridge.target.LedgerTable;
import io.github.sqldatabricks.bridge.target.TargetConnection;
import io.github.sqldatabricks.bridge.testing.CuttableProxy;
import io.github.sqldatabricks.bridge.testing.FixedRights;
import io.github.sqldatabricks.bridge.testing.ListedRows;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Cuts the connection around the commit, before it is sent and before its answer comes, and catches an event that is then
 * applied twice or not at all. Runs when the environment names a server.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SqlServerCommitTest {

    private final SqlServerTargetDialect dialect = new SqlServerTargetDialect();

    private CuttableProxy proxy;
    private TargetServer direct;
    private RealSqlServer throughProxy;

    @BeforeEach
    void connect() throws IOException, SQLException {
        direct = new TargetServer(RealSqlServer.config());
        direct.create("id int NOT NULL PRIMARY KEY");
        TestSqlServerConfig config = RealSqlServer.config();
        proxy = CuttableProxy.to(config.host, config.port);
        config.host = "127.0.0.1";
        config.port = proxy.port();
        throughProxy = new RealSqlServer(config);
    }

    @AfterEach
    void close() throws IOException, SQLException {
        if (proxy != null) {
            proxy.close();
            throughProxy.close();
            direct.close();
        }
    }

    /** The real ledger, with something that happens between its last statement and the commit. */
    private record LedgerBeforeCommit(Ledger ledger, Runnable beforeCommit) implements Ledger {
        @Override
        public boolean isKept() {
            return ledger.isKept();
        }

        @Override
        public void require(TargetConnection connection) throws SQLException {
            ledger.require(connection);
        }

        @Override
        public Optional<ChangeCounts> beginAttempt(TargetConnection connection, Attempt attempt) throws SQLException {
            return ledger.beginAttempt(connection, attempt);
        }

        @Override
        public void lock(TargetConnection connection, Attempt attempt) throws SQLException {
            ledger.lock(connection, attempt);
        }

        @Override
        public void applied(TargetConnection connection, Attempt attempt, ChangeCounts counts) throws SQLException {
            ledger.applied(connection, attempt, counts);
            beforeCommit.run();
        }
    }

    private TargetSession open(Runnable beforeCommit) {
        try {
            Connection connection = throughProxy.connect();
            Ledger ledger = new SyncLedger(new LedgerTable(dialect, () -> {
                throw new IllegalStateException("expected to be there");
            }));
            return new JdbcTargetSession(
                    new JdbcSession(connection, DriverSockets.abort(connection)),
                    dialect,
                    new LedgerBeforeCommit(ledger, beforeCommit),
                    Duration.ofSeconds(20),
                    new Cancellation());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ListedRows rows() {
        return new ListedRows().column("id", new ColumnType.Int64()).row(7L);
    }

    private EventOutcome applyThroughProxy(SyncEvent event, Runnable beforeCommit) {
        TargetDatabase target = new TargetDatabase() {
            @Override
            public TargetSession open(TargetAddress address, Cancellation cancellation) {
                return SqlServerCommitTest.this.open(beforeCommit);
            }

            @Override
            public String place(TargetAddress address) {
                return direct.database().place(address);
            }
        };
        return new SyncService(rows(), target, new FixedRights(ChangeLimits.NONE))
                .apply(TargetServer.claim(event, 1), new Cancellation());
    }

    private EventOutcome again(SyncEvent event) {
        return direct.service(rows(), ChangeLimits.NONE).apply(TargetServer.claim(event, 2), new Cancellation());
    }

    private SyncEvent insert() {
        SyncEvent event = direct.event(new SyncOperation.Insert(SOURCE, Optional.empty()));
        // So that the ledger's table is there.
        try (TargetSession session = direct.database().open(TargetAddress.DEFAULT, new Cancellation())) {
            session.beginAttempt(TargetServer.claim(event, 1).attempt());
        }
        return event;
    }

    private static void assertUnknown(EventOutcome outcome) {
        assertThat(outcome).isInstanceOfSatisfying(EventOutcome.Failed.class, failed -> {
            assertThat(failed.code()).isEqualTo("commit-outcome-unknown");
            assertThat(failed.retryable()).isTrue();
        });
    }

    @Test
    void aCommitThatNeverArrivedIsDoneByTheNextAttempt() throws SQLException {
        SyncEvent event = insert();
        assertUnknown(applyThroughProxy(event, proxy::cut));
        assertThat(direct.rows("SELECT id FROM {table}")).isEmpty();
        assertThat(again(event)).isEqualTo(new EventOutcome.Applied(ChangeCounts.inserted(1), false, Optional.empty()));
        assertThat(direct.rows("SELECT id FROM {table}")).containsExactly(List.of("7"));
    }

    @Test
    void aCommitWhoseAnswerIsLostIsFoundInTheLedger() throws Exception {
        SyncEvent event = insert();
        CompletableFuture<EventOutcome> applying =
                CompletableFuture.supplyAsync(() -> applyThroughProxy(event, proxy::stall));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> !direct.rows(
                                "SELECT 1 FROM bridge.sync_ledger WITH (READPAST) WHERE applied_at IS NOT NULL AND"
                                        + " event_id = '"
                                        + event.id() + "'")
                        .isEmpty());
        proxy.cut();
        proxy.resume();
        EventOutcome found = new EventOutcome.Applied(ChangeCounts.inserted(1), true, Optional.empty());
        assertThat(applying.get(20, TimeUnit.SECONDS)).isEqualTo(found);
        assertThat(again(event)).isEqualTo(found);
        assertThat(direct.rows("SELECT id FROM {table}")).containsExactly(List.of("7"));
    }
}
