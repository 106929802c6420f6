package io.github.sqldatabricks.bridge.extraction;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.extraction.PlannedQuery.SecretParameters;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.ParameterValue.Flag;
import io.github.sqldatabricks.bridge.model.ParameterValue.Many;
import io.github.sqldatabricks.bridge.model.ParameterValue.Null;
import io.github.sqldatabricks.bridge.model.ParameterValue.Text;
import io.github.sqldatabricks.bridge.model.ParameterValue.Whole;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Catches secrets that a server's error message, or a careless log line, gives away. */
class SecretParametersTest {

    private final SecretParameters secrets = new SecretParameters(Map.of(
            "password", new Text("hunter2"),
            "tokens", new Many(List.of(new Text("hunter"), new Whole(4711), new Null())),
            "none", new Null(),
            "flag", new Flag(true),
            "empty", new Text("")));

    @Test
    void aServersMessageLosesTheSecretsThatItQuotes() {
        SQLException cause = new SQLException("Conversion failed when converting 'hunter2'");
        BridgeException masked = secrets.masked(new BridgeException.RemotePermanent(
                ErrorCode.SQLSERVER_INVALID_VALUE, "Reading failed: 'hunter2', 'hunter', 4711 true", cause));
        assertThat(masked)
                .isInstanceOf(BridgeException.RemotePermanent.class)
                .hasMessage("Reading failed: '********', '********', ******** true")
                .hasNoCause();
        assertThat(masked.code()).isEqualTo("sqlserver-invalid-value");
    }

    @Test
    void whatCanBeTriedAgainStaysSo() {
        assertThat(secrets.masked(new BridgeException.RemoteTransient(ErrorCode.SQLSERVER_BUSY, "4711", null)))
                .isInstanceOf(BridgeException.RemoteTransient.class)
                .hasMessage("********");
    }

    @Test
    void aFailureWithoutSecretsAndACancelStayAsTheyAre() {
        BridgeException plain = new BridgeException.RemotePermanent(
                ErrorCode.SQLSERVER_QUERY_FAILED, "nothing of it", new SQLException("b"));
        BridgeException cancelled = new BridgeException.Cancelled(ErrorCode.CANCELLED, "of hunter");
        assertThat(secrets.masked(plain)).isSameAs(plain);
        assertThat(secrets.masked(cancelled)).isSameAs(cancelled);
    }

    @Test
    void theirTextShowsNamesOnly() {
        assertThat(secrets.toString()).contains("password").doesNotContain("hunter");
    }
}
