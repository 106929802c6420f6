package io.github.sqldatabricks.bridge.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.model.BridgeException;
import java.security.cert.CertificateException;
import java.sql.SQLException;
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

    @Test
    void whatDoesNotPassIsPermanent() {
        BridgeException refused = Kept.JOBS.translate(new SQLException("permission denied on secret", "S0005", 229));
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
        assertThat(Kept.JOBS.contended(9, Optional.of(last)))
                .isInstanceOf(BridgeException.RemoteTransient.class)
                .hasMessageContaining("9 times")
                .hasCause(last);
    }

    @Test
    void aCertificateThatIsNotTrustedIsPermanentAndSaid() {
        SQLException failure = new SQLException("tls", "08S01", 0, new CertificateException("PKIX"));
        assertThat(Kept.JOBS.translate(failure))
                .isInstanceOf(BridgeException.RemotePermanent.class)
                .hasMessageContaining("certificate can't be verified");
    }

    private static void assertTransient(SQLException error) {
        BridgeException translated = Kept.EVENTS.translate(error);
        assertThat(translated).isInstanceOf(BridgeException.RemoteTransient.class);
        assertThat(translated.code()).isEqualTo("event-store-unavailable");
    }
}
