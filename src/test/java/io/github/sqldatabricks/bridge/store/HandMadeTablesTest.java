package io.github.sqldatabricks.bridge.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.testing.FixedStoreConfig;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * Catches: a script for DBAs that SQL Server refuses, and a service that will not start on the tables it makes. The schema
 * {@code bridge} of the SQL Server that the environment names is made anew.
 */
@EnabledIfEnvironmentVariable(named = "BRIDGE_TEST_SQLSERVER_HOST", matches = ".+")
class HandMadeTablesTest {

    private static final List<String> TABLES = List.of(
            "audit_entry",
            "audit_head",
            "idempotency_key",
            "active_output",
            "job_query",
            "job",
            "sync_event",
            "sync_target",
            "sync_duty",
            "sync_version",
            "sync_ledger",
            "flyway_schema_history",
            "sync_ledger_history");

    private final FixedStoreConfig config = FixedStoreConfig.sqlServer();

    @Test
    void theStoreWorksOnTablesThatADbaMade() throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                config.url(), config.username().orElseThrow(), config.password().orElseThrow())) {
            dropAll(connection);
            runScript(connection);
            runScript(connection);
            try (JobDatabase database = new JobDatabase(config)) {
                assertThat(new JdbcEventStore(database).counts().total()).isZero();
            }
            dropAll(connection);
        }
    }

    private static void runScript(Connection connection) throws SQLException {
        for (String batch : new SetupScript().script("dbo").split("(?m)^GO$")) {
            // The user of the test is the owner already; owners are granted and denied nothing.
            if (!batch.contains("GRANT ") && !batch.contains("DENY ")) {
                execute(connection, batch);
            }
        }
    }

    private static void dropAll(Connection connection) throws SQLException {
        for (String table : TABLES) {
            execute(connection, "DROP TABLE IF EXISTS bridge." + table);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
