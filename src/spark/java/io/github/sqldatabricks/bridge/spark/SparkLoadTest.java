package io.github.sqldatabricks.bridge.spark;

import io.github.sqldatabricks.bridge.databricks.DatabricksStatements;
import io.github.sqldatabricks.bridge.databricks.WorkspaceApi;
import io.github.sqldatabricks.bridge.load.LoadContract;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault.FaultQueue;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Loads by the exact statements on real Spark and Delta. */
class SparkLoadTest extends LoadContract {

    @TempDir
    static Path root;

    private static SparkDatabricks databricks;

    @BeforeAll
    static void start() throws IOException {
        databricks = new SparkDatabricks(root, "main");
        databricks.run("CREATE SCHEMA main.loads");
    }

    @AfterAll
    static void stop() throws IOException {
        databricks.close();
    }

    /** Its own metastore takes no other letters. */
    @Override
    protected String table() {
        return "orders";
    }

    @Override
    protected Path volumes() {
        return root.resolve("Volumes");
    }

    @Override
    protected DatabricksStatements statements() {
        return databricks.statements();
    }

    @Override
    protected WorkspaceApi api() {
        return databricks.api();
    }

    @Override
    protected FaultQueue faults() {
        return databricks.faults();
    }
}
