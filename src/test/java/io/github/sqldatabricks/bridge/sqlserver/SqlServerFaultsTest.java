package io.github.sqldatabricks.bridge.sqlserver;

import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.jdbc.SqlServerError;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.RowBatch;
import io.github.sqldatabricks.bridge.model.RowStream;
import io.github.sqldatabricks.bridge.testing.CuttableProxy;
import java.io.IOException;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Makes each failure of a SQL Server happen, and catches one that hangs, is retried in vain, leaks the password, or leaves
 * a statement running or a broken connection in the pool. Runs when the environment names a server.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SqlServerFaultsTest {

    /** Millions of rows, each of more than a hundred bytes. */
    private static final String ENDLESS = "SELECT a.object_id, a.name, b.name AS other, REPLICATE('x', 100) AS filler"
            + " FROM sys.all_columns AS a CROSS JOIN sys.all_columns AS b";
    /** Runs for minutes before its first row. */
    private static final String SLOW = "SELECT COUNT_BIG(*) AS n FROM sys.all_columns AS a"
            + " CROSS JOIN sys.all_columns AS b CROSS JOIN sys.all_columns AS c WHERE a.name + b.name <> c.name";

    private TestSqlServerConfig config;
    private RealSqlServer server;
    private CuttableProxy proxy;

    @BeforeEach
    void connect() throws IOException {
        config = RealSqlServer.config();
        proxy = CuttableProxy.to(config.host, config.port);
        config.maxConnections = 2;
    }

    @AfterEach
    void close() throws IOException {
        if (server != null) {
            server.close();
        }
        if (proxy != null) {
            proxy.close();
        }
    }

    @Test
    void aWrongPasswordIsFinalAndNotShown() {
        config.password = "wrong-s3cret";
        assertFails(() -> open("SELECT 1 AS a"), BridgeException.RemotePermanent.class, "sqlserver-login-failed")
                .hasMessageNotContaining("wrong-s3cret");
        SqlServerConnectivity connectivity = new SqlServerConnectivity(server.pools(), "default");
        assertThat(connectivity.check().up()).isFalse();
        assertThat(connectivity.check().detail()).contains("Login failed").doesNotContain("wrong-s3cret");
    }

    @Test
    void aServerThatIsDownIsWorthAnotherAttempt() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            config.port = free.getLocalPort();
        }
        assertFails(() -> open("SELECT 1 AS a"), BridgeException.RemoteTransient.class, "sqlserver-connection-lost");
    }

    @Test
    void aCertificateThatNobodySignedIsRefused() {
        config.trustCertificate = false;
        Assumptions.assumeTrue(
                System.getenv("BRIDGE_TEST_SQLSERVER_TRUST_CERT") != null, "SKIPPED: the server's certificate is good");
        assertFails(() -> open("SELECT 1 AS a"), BridgeException.RemotePermanent.class, "sqlserver-certificate");
    }

    @Test
    void aSyntaxErrorIsFinalAndTheNextQueryWorks() {
        assertThatThrownBy(() -> open("SELEC 1")).isInstanceOf(BridgeException.RemotePermanent.class);
        assertThatThrownBy(() -> open("SELECT * FROM dbo.no_such_table"))
                .isInstanceOf(BridgeException.RemotePermanent.class)
                .hasMessageContaining("no_such_table");
        assertThat(server.read(RealSqlServer.query("SELECT 1 AS a"))).hasSize(1);
    }

    @Test
    void anErrorInTheMiddleOfTheRowsFailsTheRead() {
        assertFails(
                () -> {
                    server = new RealSqlServer(config);
                    server.read(
                            RealSqlServer.query("SELECT 10 / (3 - n) AS v FROM (VALUES (1), (2), (3), (4)) AS t (n)"));
                },
                BridgeException.RemotePermanent.class,
                "sqlserver-invalid-value");
    }

    @Test
    void aStatementThatRunsTooLongIsStopped() {
        config.statementTimeout = Duration.ofSeconds(1);
        long start = System.nanoTime();
        assertFails(() -> open(SLOW), BridgeException.RemotePermanent.class, "sqlserver-statement-timeout");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
    }

    @Test
    void aLockThatIsNotFreedIsWorthAnotherAttempt() throws SQLException {
        config.lockTimeout = Duration.ofSeconds(1);
        server = new RealSqlServer(config);
        String table = RealSqlServer.uniqueTable();
        server.execute("CREATE TABLE " + table + " (id int)");
        try (Connection holder = server.connect();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            // A change of the schema locks out readers on every server, snapshot or not.
            statement.execute("ALTER TABLE " + table + " ADD other int");
            String code = server.isBabelfish() ? "sqlserver-query-failed" : "sqlserver-lock-timeout";
            assertThatThrownBy(() -> server.open(RealSqlServer.query("SELECT id FROM " + table)))
                    .isInstanceOfSatisfying(
                            BridgeException.class,
                            e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code));
            holder.rollback();
        } finally {
            server.execute("DROP TABLE IF EXISTS " + table);
        }
    }

    @Test
    void aConnectionThatIsCutInTheMiddleFailsAndIsNotUsedAgain() {
        try (RowStream stream = openThroughProxy(ENDLESS)) {
            RowBatch batch = new RowBatch(stream.schema(), 10);
            assertThat(stream.fill(batch, Long.MAX_VALUE)).isTrue();
            proxy.cutAfter(50_000);
            assertFails(() -> drain(stream), BridgeException.RemoteTransient.class, "sqlserver-connection-lost");
        }
        proxy.cutAfter(Long.MAX_VALUE / 2);
        assertThat(server.read(RealSqlServer.query("SELECT 1 AS a"))).hasSize(1);
    }

    @Test
    void aCutAtAnyMomentOfTheLoginIsWorthAnotherAttempt() throws SQLException {
        config.host = "127.0.0.1";
        config.port = proxy.port();
        config.connectTimeout = Duration.ofSeconds(5);
        server = new RealSqlServer(config);
        int cuts = 0;
        boolean through = false;
        for (int bytes = 1; !through; bytes = 2 * bytes) {
            proxy.cutAfter(bytes);
            try (Connection connection = server.connect()) {
                through = connection.isValid(5);
            } catch (SQLException e) {
                cuts++;
                assertThat(SqlServerError.of(e)).as(e.toString()).isEqualTo(SqlServerError.CONNECTION_LOST);
            }
        }
        assertThat(cuts).isGreaterThan(5);
    }

    @Test
    void aServerThatFallsSilentInTheMiddleIsGivenUp() {
        config.readTimeout = Duration.ofSeconds(2);
        try (RowStream stream = openThroughProxy(ENDLESS)) {
            proxy.stall();
            assertFails(() -> drain(stream), BridgeException.RemoteTransient.class, "sqlserver-connection-lost");
        }
    }

    @Test
    void anAbortFromAnotherThreadEndsTheReadAtOnceAndTheStatementOnTheServer() throws Exception {
        String mark = "mark_" + UUID.randomUUID().toString().replace("-", "");
        server = new RealSqlServer(config);
        try (RowStream stream = server.open(RealSqlServer.query(ENDLESS + " WHERE '" + mark + "' <> a.name"))) {
            CompletableFuture<Void> reading = CompletableFuture.runAsync(() -> drain(stream));
            stream.abort();
            assertThatThrownBy(() -> reading.get(5, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(BridgeException.Cancelled.class);
        }
        Assumptions.assumeTrue(server.isBabelfish() || sees("sys.dm_exec_requests"), "SKIPPED: may not see sessions");
        await().atMost(Duration.ofSeconds(20)).until(() -> !isRunning(mark));
    }

    @Test
    void aCancelReachesAStatementThatHasNotAnsweredYet() {
        server = new RealSqlServer(config);
        Cancellation cancellation = new Cancellation();
        CompletableFuture<RowStream> opening =
                CompletableFuture.supplyAsync(() -> server.source().open(RealSqlServer.query(SLOW), cancellation));
        await().atMost(Duration.ofSeconds(10)).until(() -> isRunning("COUNT_BIG"));
        cancellation.cancel("a test wants it");
        assertThatThrownBy(() -> opening.get(5, TimeUnit.SECONDS)).hasCauseInstanceOf(BridgeException.Cancelled.class);
    }

    @Test
    void aPoolWithoutAFreeConnectionIsWorthAnotherAttempt() {
        config.maxConnections = 1;
        config.connectTimeout = Duration.ofSeconds(1);
        try (RowStream first = open(ENDLESS)) {
            assertThat(first.schema().size()).isEqualTo(4);
            assertFails(() -> open("SELECT 1 AS a"), BridgeException.RemoteTransient.class, "sqlserver-pool-exhausted");
        }
        assertThat(server.read(RealSqlServer.query("SELECT 1 AS a"))).hasSize(1);
    }

    @Test
    void anAbortAfterTheEndHarmsNobodyElse() {
        config.maxConnections = 1;
        RowStream ended = open("SELECT 1 AS a");
        drain(ended);
        ended.close();
        try (RowStream next = open("SELECT 2 AS a")) {
            ended.abort();
            drain(next);
        }
    }

    @Test
    void aHalfReadStreamIsClosedWithoutReadingTheRest() {
        RowStream stream = openThroughProxy(ENDLESS);
        assertThat(stream.fill(new RowBatch(stream.schema(), 10), Long.MAX_VALUE))
                .isTrue();
        long before = System.nanoTime();
        stream.close();
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
        assertThat(proxy.answeredBytes()).isLessThan(20_000_000);
        assertThat(server.read(RealSqlServer.query("SELECT 1 AS a"))).hasSize(1);
    }

    private RowStream open(String sql) {
        if (server == null) {
            server = new RealSqlServer(config);
        }
        return server.open(RealSqlServer.query(sql));
    }

    private RowStream openThroughProxy(String sql) {
        config.host = "127.0.0.1";
        config.port = proxy.port();
        return open(sql);
    }

    private static void drain(RowStream stream) {
        RowBatch batch = new RowBatch(stream.schema(), 1000);
        while (stream.fill(batch, Long.MAX_VALUE)) {
            assertThat(batch.size()).isPositive();
        }
    }

    private boolean isRunning(String mark) throws SQLException {
        String sql = server.isBabelfish()
                ? "SELECT COUNT(*) FROM pg_stat_activity WHERE state = 'active' AND pid <> pg_backend_pid()"
                        + " AND query LIKE '%" + mark + "%'"
                : "SELECT COUNT(*) FROM sys.dm_exec_requests CROSS APPLY sys.dm_exec_sql_text(sql_handle)"
                        + " WHERE session_id <> @@SPID AND text LIKE '%" + mark + "%'";
        return !server.scalar(sql).equals("0");
    }

    private boolean sees(String view) {
        try {
            server.scalar("SELECT COUNT(*) FROM " + view);
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    private static org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> assertFails(
            ThrowingCallable call, Class<? extends BridgeException> kind, String code) {
        return assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        kind, e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code));
    }
}
