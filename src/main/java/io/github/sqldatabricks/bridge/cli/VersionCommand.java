package io.github.sqldatabricks.bridge.cli;

import io.github.sqldatabricks.bridge.model.BridgeVersion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code bridge version}. */
@Command(name = "version", description = "Shows the version.")
final class VersionCommand implements Runnable {

    @Spec
    private CommandSpec specification;

    @Override
    public void run() {
        specification
                .commandLine()
                .getOut()
                .println("sql-databricks-bridge " + BridgeVersion.current() + " (Java " + Runtime.version() + ")");
    }
}
