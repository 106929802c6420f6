package io.github.sqldatabricks.bridge.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The audit trail of the built application. Catches a chain that a killed service leaves torn, and a verification that calls an
 * edited one whole or that ends with the wrong exit code.
 */
class AuditIT {

    @TempDir
    private Path directory;

    @BeforeEach
    void writeTemplate() {
        Templates.write(directory, "nations", "SELECT n_name FROM dbo.nation");
    }

    @Test
    void theChainOfAKilledServiceVerifiesUntilSomebodyEditsIt() throws Exception {
        try (BridgeProcess service = BridgeProcess.serve(directory, LandedFiles.settings(directory), "--sandbox")) {
            Service client = Service.of(service, "none");
            client.awaitJob(client.extract("{\"country\": \"bolivia\", \"overwrite\": true}"), "completed");
            service.kill();
        }
        assertVerifies(0, "Intact: ");
        assertVerifies(1, "BROKEN at record ", "--expect", "1000000:" + "0".repeat(64));
        edit("UPDATE bridge.audit_entry SET user_name = 'eve' WHERE sequence_number = 2");
        assertVerifies(1, "BROKEN at record 2: The record was changed");
    }

    private void assertVerifies(int exitCode, String text, String... more) throws IOException {
        String[] arguments = new String[more.length + 2];
        arguments[0] = "audit";
        arguments[1] = "verify";
        System.arraycopy(more, 0, arguments, 2, more.length);
        try (BridgeProcess verify = BridgeProcess.start(directory, Map.of(), arguments)) {
            assertThat(verify.exitCode()).as(verify.errors()).isEqualTo(exitCode);
            assertThat(verify.output()).startsWith(text);
        }
    }

    private void edit(String sql) throws SQLException {
        String url = "jdbc:h2:file:" + directory.resolve("data/jobs") + ";DATABASE_TO_UPPER=FALSE;IFEXISTS=TRUE";
        try (Connection store = DriverManager.getConnection(url);
                Statement statement = store.createStatement()) {
            assertThat(statement.executeUpdate(sql)).isEqualTo(1);
        }
    }
}
