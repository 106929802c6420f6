package io.github.sqldatabricks.bridge.sqlserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.jdbc.SqlServerError;
import io.github.sqldatabricks.bridge.testing.tds.TdsServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A server that hangs up at each step of pre-login, handshake and login. Catches a cut that is called a certificate's failure and
 * never tried again, and a certificate that is not trusted but tried again.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HandshakeCutTest {

    /** More than a connection has. */
    private static final int MOST_STEPS = 40;
    /** Pre-login and its answer, hello, the server's certificate, keys, finished, login, its answer. */
    private static final int LEAST_STEPS = 8;

    private final TestSqlServerConfig config = new TestSqlServerConfig();
    private TdsServer server;

    @BeforeEach
    void start() throws Exception {
        server = new TdsServer();
        config.host = "127.0.0.1";
        config.port = server.port();
        config.database = "sales";
        config.username = "reader";
        config.password = "password-of-the-reader";
        config.trustCertificate = true;
        config.connectTimeout = Duration.ofSeconds(2);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @Test
    void aCutAtAnyStepIsWorthAnotherAttempt() {
        List<SqlServerError> errors = new ArrayList<>();
        try (SqlServerPools pools = new SqlServerPools(config)) {
            for (int step = 0; step < MOST_STEPS; step++) {
                server.cutAt(step);
                try (Connection connection = connect(pools)) {
                    assertThat(connection.isClosed()).isFalse();
                    break;
                } catch (SQLException e) {
                    errors.add(SqlServerError.of(e));
                }
            }
        }
        assertThat(errors).hasSizeBetween(LEAST_STEPS, MOST_STEPS - 1).containsOnly(SqlServerError.CONNECTION_LOST);
    }

    @Test
    void aCertificateThatNobodyTrustsIsFinal() {
        config.trustCertificate = false;
        try (SqlServerPools pools = new SqlServerPools(config)) {
            assertThatThrownBy(() -> connect(pools))
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            e -> assertThat(SqlServerError.of(e)).isEqualTo(SqlServerError.CERTIFICATE));
        }
    }

    private static Connection connect(SqlServerPools pools) throws SQLException {
        return pools.connect(pools.directory().settings("default"));
    }
}
