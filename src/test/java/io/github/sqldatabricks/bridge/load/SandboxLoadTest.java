package io.github.sqldatabricks.bridge.load;

import io.github.sqldatabricks.bridge.databricks.DatabricksStatements;
import io.github.sqldatabricks.bridge.databricks.WorkspaceApi;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault.FaultQueue;
import io.github.sqldatabricks.bridge.testing.LocalDatabricks;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Loads into the sandbox's tables, over HTTP and by Databricks' own driver. */
class SandboxLoadTest extends LoadContract {

    @TempDir
    static Path root;

    private static LocalDatabricks databricks;

    @BeforeAll
    static void start() throws IOException {
        databricks = new LocalDatabricks(root);
        databricks.createSchema("main", "loads");
    }

    @AfterAll
    static void stop() {
        databricks.close();
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
