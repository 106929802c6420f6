package io.github.sqldatabricks.bridge.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.model.BridgeException;
import java.security.cert.CertificateException;
import java.sql.SQLException;
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
