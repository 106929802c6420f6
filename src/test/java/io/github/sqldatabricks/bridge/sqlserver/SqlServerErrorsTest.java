package io.github.sqldatabricks.bridge.sqlserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.model.BridgeException;
import java.security.cert.CertificateException;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Catches a retry that can't help, and a passing failure that is taken for final. */
class SqlServerErrorsTest {

    private final SqlServerErrors errors = new SqlServerErrors();

    @ParameterizedTest
    @CsvSource({
        "1205, sqlserver-deadlock",
        "1222, sqlserver-lock-timeout",
        "3960, sqlserver-snapshot-conflict",
        "41301, sqlserver-snapshot-conflict",
        "41302, sqlserver-snapshot-conflict",
        "41305, sqlserver-snapshot-conflict",
        "41325, sqlserver-snapshot-conflict",
        "41839, sqlserver-snapshot-conflict",
        "3953, sqlserver-snapshot-conflict",
        "596, sqlserver-unavailable",
        "921, sqlserver-unavailable",
        "922, sqlserver-unavailable",
        "976, sqlserver-unavailable",
        "983, sqlserver-unavailable",
        "3906, sqlserver-unavailable",
        "4060, sqlserver-unavailable",
        "4221, sqlserver-unavailable",
        "6005, sqlserver-unavailable",
        "17187, sqlserver-unavailable",
        "18401, sqlserver-unavailable",
        "40143, sqlserver-unavailable",
        "40166, sqlserver-unavailable",
        "40197, sqlserver-unavailable",
        "40540, sqlserver-unavailable",
        "40613, sqlserver-unavailable",
        "49802, sqlserver-unavailable",
        "701, sqlserver-busy",
        "1204, sqlserver-busy",
        "8645, sqlserver-busy",
        "8651, sqlserver-busy",
        "10928, sqlserver-busy",
        "10929, sqlserver-busy",
        "10936, sqlserver-busy",
        "40501, sqlserver-busy",
        "49918, sqlserver-busy",
        "49919, sqlserver-busy",
        "49920, sqlserver-busy"
    })
    void aPassingErrorIsWorthAnotherAttempt(int number, String code) {
        BridgeException translated = errors.translate(new SQLException("text", "S0001", number), "Reading");
        assertThat(translated).isInstanceOf(BridgeException.RemoteTransient.class);
        assertThat(translated.code()).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({
        "18456, sqlserver-login-failed",
        "18488, sqlserver-login-failed",
        "229, sqlserver-permission-denied",
        "102, sqlserver-invalid-query",
        "156, sqlserver-invalid-query",
        "207, sqlserver-invalid-query",
        "208, sqlserver-invalid-query",
        "8134, sqlserver-invalid-value",
        "3952, sqlserver-snapshot-refused",
        "911, sqlserver-unknown-database",
        "33557097, sqlserver-query-failed",
        "50000, sqlserver-trigger",
        "50001, sqlserver-trigger",
        "2147483647, sqlserver-trigger",
        "3616, sqlserver-trigger",
        "3609, transaction-ended"
    })
    void aFinalErrorIsNotTriedAgain(int number, String code) {
        BridgeException translated = errors.translate(new SQLException("text", "S0001", number), "Reading");
        assertThat(translated).isInstanceOf(BridgeException.RemotePermanent.class);
        assertThat(translated.code()).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({"08S01", "08001", "08006"})
    void aLostConnectionIsWorthAnotherAttempt(String state) {
        assertThat(errors.translate(new SQLException("reset", state, 0), "Reading")
                        .code())
                .isEqualTo("sqlserver-connection-lost");
    }

    @Test
    void aHandshakeThatIsCutIsWorthAnotherAttempt() {
        SQLException failure =
                new SQLException("tls", "08S01", 0, new SSLHandshakeException("Remote host terminated the handshake"));
        assertThat(errors.translate(failure, "Connecting").code()).isEqualTo("sqlserver-connection-lost");
    }

    @Test
    void ofSeveralErrorsThePassingOneDecides() {
        SQLException failure = new SQLException("severe", "S0001", 0);
        failure.setNextException(new SQLException("killed", "S0001", 596));
        assertThat(errors.translate(failure, "Reading").code()).isEqualTo("sqlserver-unavailable");
    }

    @Test
    void aCertificateThatIsNotTrustedIsFinal() {
        SQLException failure = new SQLException(
                "tls", "08S01", 0, new SSLHandshakeException("PKIX").initCause(new CertificateException("PKIX")));
        BridgeException translated = errors.translate(failure, "Connecting");
        assertThat(translated.retryable()).isFalse();
        assertThat(translated).hasMessageContaining("bridge.sqlserver.tls.trust-store");
    }

    @Test
    void aStatementTimeoutSaysWhichSettingToRaise() {
        BridgeException translated = errors.translate(new SQLTimeoutException("slow", "HY008"), "Reading 'q'");
        assertThat(translated.code()).isEqualTo("sqlserver-statement-timeout");
        assertThat(translated)
                .hasMessage(
                        "Reading 'q' failed: slow. Make the query faster, or raise bridge.sqlserver.statement-timeout.");
    }

    @Test
    void theServersTextAndNumberAreKept() {
        assertThat(errors.translate(new SQLException("Invalid object name 'x'.", "S0002", 208), "Reading 'q'"))
                .hasMessage("Reading 'q' failed (SQL Server error 208): Invalid object name 'x'.");
    }

    @Test
    void anErrorWithoutAStateIsFinal() {
        assertThat(errors.translate(new SQLException("odd"), "Reading").retryable())
                .isFalse();
    }
}
