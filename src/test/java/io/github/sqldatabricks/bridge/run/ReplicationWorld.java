package io.github.sqldatabricks.bridge.run;

import io.github.sqldatabricks.bridge.databricks.DatabricksJdbc;
import io.github.sqldatabricks.bridge.databricks.DatabricksStatements;
import io.github.sqldatabricks.bridge.observe.SqlConsole.SandboxConsoles;
import io.github.sqldatabricks.bridge.replication.plan.ReplicationPlanner;
import io.github.sqldatabricks.bridge.sandbox.workspace.Endpoint.Call;
import io.github.sqldatabricks.bridge.testing.GuardedSandbox;
import io.github.sqldatabricks.bridge.wiring.SandboxDatabricks;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;

/** The sandbox, with a replication whose file a test writes: its source, its workspace, and what is known of its streams. */
abstract class ReplicationWorld {

    static final Predicate<Call> STATEMENT =
            call -> call.method().equals("POST") && call.path().matches("/api/2\\.0/sql/statements/?");

    @Inject
    ReplicationStore store;

    @Inject
    ReplicationPlanner planner;

    @Inject
    StreamReadings readings;

    @Inject
    SandboxConsoles worlds;

    @Inject
    SandboxDatabricks databricks;

    @Inject
    DatabricksJdbc jdbc;

    Path file;

    @AfterEach
    void reset() throws IOException {
        databricks.workspace().faults().clear();
        Files.deleteIfExists(file);
    }

    /** @param streams lines of the file, indented by two */
    void write(String name, String streams) throws IOException {
        file = GuardedSandbox.REPLICATIONS.resolve(name + ".yaml");
        Files.writeString(
                file,
                "version: 1\nname: " + name + "\nsource: {country: bolivia}\n"
                        + "target: {catalog: main, schema: loaded, volume: /Volumes/main/bridge/landing}\nstreams:\n"
                        + streams + "\n");
    }

    void sqlServer(String... sql) {
        for (String one : sql) {
            worlds.sqlServer().run(one);
        }
    }

    /** The first column of all rows. */
    List<String> delta(String sql) {
        return new DatabricksStatements(() -> jdbc).query("Looking", sql, row -> row.getString(1));
    }
}
