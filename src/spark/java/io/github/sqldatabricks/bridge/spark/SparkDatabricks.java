package io.github.sqldatabricks.bridge.spark;

import io.github.sqldatabricks.bridge.databricks.DatabricksConfig;
import io.github.sqldatabricks.bridge.databricks.DatabricksErrors;
import io.github.sqldatabricks.bridge.databricks.DatabricksJdbc;
import io.github.sqldatabricks.bridge.databricks.DatabricksStatements;
import io.github.sqldatabricks.bridge.databricks.Workspace;
import io.github.sqldatabricks.bridge.databricks.WorkspaceApi;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault.FaultQueue;
import io.github.sqldatabricks.bridge.sandbox.workspace.SandboxWorkspace;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A workspace on this machine whose statements real Spark runs, and the bridge's own clients of it. */
final class SparkDatabricks implements AutoCloseable {

    private static final int PRIORITY = 100;

    private final SparkProcess spark;
    private final SandboxWorkspace workspace;

    /** @param catalogs the first parts of names */
    SparkDatabricks(Path root, String... catalogs) throws IOException {
        spark = SparkProcess.start(root.resolve("tables"), root.resolve("Volumes"), catalogs);
        workspace = SandboxWorkspace.start(root, 0, List.of(spark));
    }

    DatabricksJdbc jdbc() {
        return new DatabricksJdbc(client(), config());
    }

    WorkspaceApi api() {
        return new WorkspaceApi(
                client(),
                config().requestTimeout(),
                config().retryBudget(),
                new DatabricksErrors.ErrorHint("Check the login.", "Check the grants.", "Check the name."));
    }

    FaultQueue faults() {
        return workspace.faults();
    }

    private Workspace client() {
        Workspace.Credentials login =
                new Workspace.Credentials.Token(workspace.logins().personalToken());
        return new Workspace(workspace.uri(), login, SandboxWorkspace.WAREHOUSE_ID);
    }

    private static DatabricksConfig config() {
        return new SmallRyeConfigBuilder()
                .withMapping(DatabricksConfig.class)
                .withConverter(MemorySize.class, PRIORITY, new MemorySizeConverter())
                .withConverter(Duration.class, PRIORITY, new DurationConverter())
                .build()
                .getConfigMapping(DatabricksConfig.class);
    }

    DatabricksStatements statements() {
        return new DatabricksStatements(this::jdbc);
    }

    /** Runs statements as a Databricks job would. */
    void run(String... statements) {
        for (String sql : statements) {
            statements().run("Running a job's statement", sql);
        }
    }

    /** Rows as texts, values separated by {@code |}. */
    List<String> rows(String sql, int columns) {
        return statements().query("Looking", sql, row -> {
            StringBuilder text = new StringBuilder();
            for (int i = 1; i <= columns; i++) {
                text.append(i == 1 ? "" : "|").append(row.getString(i));
            }
            return text.toString();
        });
    }

    @Override
    public void close() throws IOException {
        workspace.close();
        spark.close();
    }
}
