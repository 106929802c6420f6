package io.github.sqldatabricks.bridge.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.sqldatabricks.bridge.jdbc.SqlServerError;
import io.github.sqldatabricks.bridge.model.BridgeException;
import java.security.cert.CertificateException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

/** Catches errors that pass but look final, so that nobody tries again, and the other way round. */
class StoreErrorsTest {

    @Test
    void whatPassesIsTransientAndNamesWhatIsKept() {
        assertTransient(new SQLException("lock request time out", "S00051", 1222));
        assertTransient(new SQLException("deadlock", "40001", 1205));
        assertTransient(new SQLException("reset", "08S01", 0));
        assertTransient(new SQLException("pool exhausted"));
        assertTransient(new SQLException("failover", "S0001", 40613));
        assertTransient(new SQLException("the server recovers", "S0001", 17187));
        assertTransient(new SQLException("no memory", "S0001", 701));
        assertTransient(new SQLException("the query has timed out", "HY008", 0));
        assertTransient(new SQLException("tls", "08S01", 0, new SSLHandshakeException("closed by the other side")));
    }

    /** From 50000 on SQL Server's numbers are those of triggers. */
    @Test
    void numbersOfTheEmbeddedDatabaseAreNotSqlServers() throws SQLException {
        try (Connection first = h2();
                Connection second = h2();
                Statement holding = first.createStatement();
                Statement waiting = second.createStatement()) {
            holding.execute("CREATE TABLE held (id int PRIMARY KEY, n int)");
            holding.execute("INSERT INTO held VALUES (1, 1)");
            first.setAutoCommit(false);
            holding.execute("UPDATE held SET n = 2");
            waiting.execute("SET LOCK_TIMEOUT 1");
            assertLocked(catchThrowableOfType(SQLException.class, () -> waiting.execute("UPDATE held SET n = 3")));
            waiting.addBatch("UPDATE held SET n = 3");
            assertLocked(catchThrowableOfType(SQLException.class, waiting::executeBatch));
            SQLException unknown = catchThrowableOfType(SQLException.class, () -> waiting.execute("DROP USER nobody"));
            assertThat(StoreErrors.meaning(unknown)).isEqualTo(SqlServerError.OTHER);
            first.rollback();
        }
    }

    private static Connection h2() throws SQLException {
        return DriverManager.getConnection("jdbc:h2:mem:store-errors");
    }

    private static void assertLocked(SQLException failure) {
        assertThat(failure.getErrorCode()).isEqualTo(50200);
        assertTransient(failure);
        assertThat(StoreErrors.EVENTS.translate(failure)).hasMessageContaining("a lock was not free in time");
    }

    @Test
    void whatDoesNotPassIsPermanent() {
        BridgeException refused =
                StoreErrors.JOBS.translate(new SQLException("permission denied on secret", "S0005", 229));
        assertThat(refused).isInstanceOf(BridgeException.RemotePermanent.class);
        assertThat(refused.code()).isEqualTo("job-store-failed");
        assertThat(refused.getMessage()).contains("229").doesNotContain("secret");
    }

    @Test
    void onlyADuplicateMeansThatSomebodyWasFaster() {
        assertThat(StoreErrors.isDuplicate(new SQLException("key", "23505", 23505)))
                .isTrue();
        assertThat(StoreErrors.isDuplicate(new SQLException("index", "23000", 2601)))
                .isTrue();
        assertThat(StoreErrors.isDuplicate(new SQLException("constraint", "23000", 2627)))
                .isTrue();
        assertThat(StoreErrors.isDuplicate(new SQLException("foreign key", "23000", 547)))
                .isFalse();
        assertThat(StoreErrors.isDuplicate(new SQLException("not null", "23502", 23502)))
                .isFalse();
    }

    @Test
    void whoLosesAgainAndAgainSaysToWhat() {
        SQLException last = new SQLException("key", "23505", 23505);
        assertThat(StoreErrors.JOBS.contended(9, Optional.of(last)))
                .isInstanceOf(BridgeException.RemoteTransient.class)
                .hasMessageContaining("9 times")
                .hasCause(last);
    }

    @Test
    void aCertificateThatIsNotTrustedIsPermanentAndSaid() {
        SQLException failure = new SQLException("tls", "08S01", 0, new CertificateException("PKIX"));
        assertThat(StoreErrors.JOBS.translate(failure))
                .isInstanceOf(BridgeException.RemotePermanent.class)
                .hasMessageContaining("certificate can't be verified");
    }

    private static void assertTransient(SQLException error) {
        BridgeException translated = StoreErrors.EVENTS.translate(error);
        assertThat(translated).isInstanceOf(BridgeException.RemoteTransient.class);
        assertThat(translated.code()).isEqualTo("event-store-unavailable");
    }
}
