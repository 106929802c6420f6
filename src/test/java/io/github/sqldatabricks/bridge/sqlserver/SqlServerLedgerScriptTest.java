package io.github.sqldatabricks.bridge.sqlserver;

import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.store.Migrations;
import io.github.sqldatabricks.bridge.sync.ChangeLimits;
import io.github.sqldatabricks.bridge.sync.EventOutcome;
import io.github.sqldatabricks.bridge.sync.EventOutcome.ChangeCounts;
import io.github.sqldatabricks.bridge.sync.SyncConfig;
import io.github.sqldatabricks.bridge.sync.SyncEvent;
import io.github.sqldatabricks.bridge.sync.SyncOperation;
import io.github.sqldatabricks.bridge.sync.SyncService;
import io.github.sqldatabricks.bridge.testing.Claims;
import io.github.sqldatabricks.bridge.testing.FixedRights;
import io.github.sqldatabricks.bridge.testing.ListedRows;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The ledger that the operator makes, in a database that has none. Catches a table that is not the service's, so that one of them
 * applies what the other has applied. Runs when the environment names a server whose login may make a database.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SqlServerLedgerScriptTest {

    private final String database =
            "bridge_ledger_" + UUID.randomUUID().toString().replace("-", "");
    private RealSqlServer administration;
    private RealSqlServer server;

    @BeforeEach
    void createDatabase() throws SQLException {
        administration = new RealSqlServer(RealSqlServer.config());
        administration.execute("CREATE DATABASE " + database);
        TestSqlServerConfig config = RealSqlServer.config();
        config.database = database;
        server = new RealSqlServer(config);
        server.execute("CREATE TABLE dbo.people (id int NOT NULL PRIMARY KEY)");
    }

    @AfterEach
    void dropDatabase() throws SQLException {
        if (administration != null) {
            server.close();
            // The server may see only a little later that the connections are closed.
            await().ignoreExceptions().until(() -> {
                administration.execute("DROP DATABASE " + database);
                return true;
            });
            administration.close();
        }
    }

    private EventOutcome apply(SyncEvent event, Consumer<DataSource> migration) {
        ListedRows rows = new ListedRows().column("id", new ColumnType.Int64()).row(1L);
        SqlServerTargetDatabase target =
                new SqlServerTargetDatabase(server.pools(), SyncConfig.Delivery.EXACTLY_ONCE, migration);
        return new SyncService(rows, target, new FixedRights(ChangeLimits.NONE))
                .apply(Claims.of(event, 1), new Cancellation());
    }

    @Test
    void theServiceAndTheOperatorShareOneLedger() throws SQLException {
        SyncEvent event =
                Claims.event("dbo.people", new SyncOperation.Insert(TargetServer.SOURCE, Optional.empty()), Map.of());
        assertThat(apply(event, SqlServerTargetDatabase::makeLedger))
                .isEqualTo(new EventOutcome.Applied(ChangeCounts.inserted(1), false, Optional.empty()));
        assertThat(apply(event, Migrations::makeLedger))
                .isEqualTo(new EventOutcome.Applied(ChangeCounts.inserted(1), true, Optional.empty()));
        assertThat(server.scalar("SELECT COUNT(*) FROM dbo.people")).isEqualTo("1");
    }

    @Test
    void whoComesSecondFindsTheTableOfTheFirst() {
        SqlServerTargetDatabase target =
                new SqlServerTargetDatabase(server.pools(), SyncConfig.Delivery.EXACTLY_ONCE, connections -> {
                    SqlServerTargetDatabase.makeLedger(connections);
                    SqlServerTargetDatabase.makeLedger(connections);
                });
        assertThatCode(target::requireDelivery).doesNotThrowAnyException();
    }

    @Test
    void aLedgerThatCannotBeMadeIsMissing() {
        SyncEvent event =
                Claims.event("dbo.people", new SyncOperation.Insert(TargetServer.SOURCE, Optional.empty()), Map.of());
        EventOutcome outcome = apply(event, connections -> {
            throw new IllegalStateException("no");
        });
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        EventOutcome.Failed.class,
                        failed -> assertThat(failed.code()).isEqualTo("ledger-missing"));
    }
}
