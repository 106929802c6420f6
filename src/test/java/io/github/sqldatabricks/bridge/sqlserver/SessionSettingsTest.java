package io.github.sqldatabricks.bridge.sqlserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.testing.tds.TdsServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Catches a session that reads dates as the login's language does, so that {@code '2026-02-03'} is the second of March for some. */
class SessionSettingsTest {

    @Test
    void everyNewSessionFixesItsLanguageInItsFirstBatch() throws Exception {
        try (TdsServer server = new TdsServer()) {
            TestSqlServerConfig config = config(server);
            try (SqlServerPools pools = new SqlServerPools(config);
                    Connection one = connect(pools);
                    Connection other = connect(pools)) {
                assertThat(one).isNotSameAs(other);
            }
            assertThat(server.batches().stream().filter(batch -> batch.startsWith("SET ")))
                    .hasSize(2)
                    .allSatisfy(batch -> assertThat(batch)
                            .contains("SET LANGUAGE us_english", "SET DATEFORMAT mdy", "SET DATEFIRST 7")
                            .contains("SET LOCK_TIMEOUT 10000", "SET DEADLOCK_PRIORITY LOW"));
        }
    }

    private static TestSqlServerConfig config(TdsServer server) {
        TestSqlServerConfig config = new TestSqlServerConfig();
        config.host = "127.0.0.1";
        config.port = server.port();
        config.database = "sales";
        config.username = "reader";
        config.password = "password-of-the-reader";
        config.trustCertificate = true;
        return config;
    }

    private static Connection connect(SqlServerPools pools) throws SQLException {
        return pools.connect(pools.directory().settings("default"));
    }

    /** Also for a login of another language ({@code ALTER LOGIN ... WITH DEFAULT_LANGUAGE = Spanish}). */
    @Test
    void aRealServerReadsDatesAsTheyAreWritten() throws SQLException {
        try (RealSqlServer server = new RealSqlServer(RealSqlServer.config())) {
            assertThat(server.read(RealSqlServer.query("SELECT DAY(CAST('2026-02-03' AS datetime)) AS d,"
                            + " DATENAME(month, CAST('20260203' AS datetime)) AS m, @@DATEFIRST AS f")))
                    .containsExactly(List.of(3L, "February", 7L));
            Assumptions.assumeFalse(server.isBabelfish(), "SKIPPED: Babelfish has no SET LANGUAGE");
            assertThat(server.scalar("SELECT CONCAT(language, ' ', date_format) FROM sys.dm_exec_sessions"
                            + " WHERE session_id = @@SPID"))
                    .isEqualTo("us_english mdy");
        }
    }
}
