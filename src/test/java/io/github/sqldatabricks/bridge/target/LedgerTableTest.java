package io.github.sqldatabricks.bridge.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.jdbc.JdbcRowStream.SqlFailures;
import io.github.sqldatabricks.bridge.jdbc.JdbcSession;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.store.Migrations;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The ledger's table is made once, left alone when a DBA made it, and its lack is explained. */
class LedgerTableTest {

    private static final SqlFailures FAILURES = (failure, doing) -> "08001".equals(failure.getSQLState())
            ? new BridgeException.RemoteTransient(ErrorCode.SQLSERVER_CONNECTION_LOST, doing, failure)
            : new BridgeException.RemotePermanent(ErrorCode.SQLSERVER_PERMISSION_DENIED, doing, failure);

    private final JdbcDataSource database = new JdbcDataSource();
    private Connection kept;

    @BeforeEach
    void open() throws SQLException {
        database.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";MODE=MSSQLServer;DATABASE_TO_UPPER=FALSE"
                + ";CASE_INSENSITIVE_IDENTIFIERS=TRUE");
        kept = database.getConnection();
    }

    @AfterEach
    void close() throws SQLException {
        kept.close();
    }

    private TargetConnection connection() {
        return new TargetConnection(new JdbcSession(kept, kept::close), Duration.ofSeconds(10));
    }

    private void makeByHand() throws SQLException {
        try (Statement statement = kept.createStatement()) {
            statement.execute("CREATE SCHEMA IF NOT EXISTS bridge");
            statement.execute("CREATE TABLE bridge.sync_ledger (event_id varchar(10))");
        }
    }

    @Test
    void itIsMadeOnce() throws SQLException {
        AtomicInteger runs = new AtomicInteger();
        LedgerTable table = new LedgerTable(FAILURES, () -> {
            runs.incrementAndGet();
            Migrations.makeLedger(database);
        });
        table.require(connection());
        table.require(connection());
        assertThat(runs).hasValue(1);
        assertThat(connection().list("SELECT COUNT(*) FROM bridge.sync_ledger", row -> row.getLong(1)))
                .containsExactly(0L);
    }

    @Test
    void oneThatADbaMadeIsLeftAlone() throws SQLException {
        makeByHand();
        LedgerTable table = new LedgerTable(FAILURES, () -> {
            throw new IllegalStateException("not needed");
        });
        assertThatCode(() -> table.require(connection())).doesNotThrowAnyException();
    }

    @Test
    void oneThatAnotherProcessMakesAtTheSameTimeIsFound() {
        LedgerTable table = new LedgerTable(FAILURES, () -> {
            try {
                makeByHand();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            throw new IllegalStateException("somebody was faster");
        });
        assertThatCode(() -> table.require(connection())).doesNotThrowAnyException();
    }

    @Test
    void withoutRightsTheMessageSaysWhatToDoAndATableThatADbaMakesIsSeenAtOnce() throws SQLException {
        AtomicInteger attempts = new AtomicInteger();
        LedgerTable table = new LedgerTable(FAILURES, () -> {
            attempts.incrementAndGet();
            throw new IllegalStateException(new SQLException("CREATE TABLE permission denied", "S0001", 262));
        });
        assertThatThrownBy(() -> table.require(connection()))
                .isInstanceOfSatisfying(
                        BridgeException.RemotePermanent.class,
                        e -> assertThat(e.code()).isEqualTo("ledger-missing"))
                .hasMessageContaining("bridge setup --print")
                .hasMessageContaining("bridge.sync.delivery=at-least-once");
        assertThatThrownBy(() -> table.require(connection())).hasMessageContaining("bridge setup --print");
        assertThat(attempts).hasValue(1);
        makeByHand();
        assertThatCode(() -> table.require(connection())).doesNotThrowAnyException();
    }

    @Test
    void aConnectionThatIsLostOnTheWayIsWorthAnotherAttempt() {
        LedgerTable table = new LedgerTable(FAILURES, () -> {
            throw new IllegalStateException(new SQLException("gone", "08001"));
        });
        assertThatThrownBy(() -> table.require(connection()))
                .isInstanceOfSatisfying(
                        BridgeException.RemoteTransient.class,
                        e -> assertThat(e.code()).isEqualTo("sqlserver-connection-lost"));
    }
}
