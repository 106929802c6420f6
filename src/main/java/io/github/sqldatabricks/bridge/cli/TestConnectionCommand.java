package io.github.sqldatabricks.bridge.cli;

import io.github.sqldatabricks.bridge.model.TextTable;
import io.github.sqldatabricks.bridge.observe.Connectivity;
import io.github.sqldatabricks.bridge.observe.Dependencies;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code bridge test-connection}: whether both systems can be reached. */
@Command(name = "test-connection", description = "Tells whether SQL Server and Databricks can be reached.")
final class TestConnectionCommand extends ServiceCommand {

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Mixin
    private SandboxOptions sandbox = new SandboxOptions();

    @Override
    Map<String, String> settings() {
        Map<String, String> settings = LocalSettings.withoutApi(false);
        settings.putAll(sandbox.settings());
        return settings;
    }

    @Override
    int run() {
        Map<String, Connectivity.Status> sides = bean(Dependencies.class).statuses();
        TextTable table = new TextTable("side", "state", "ms", "detail");
        List<Map<String, Object>> wire = new ArrayList<>();
        sides.forEach((name, status) -> {
            long millis = status.latency().toMillis();
            table.row(name, state(status), Long.toString(millis), status.detail());
            wire.add(OutputOptions.fields(
                    "side", name, "state", state(status), "latency_ms", millis, "detail", status.detail()));
        });
        output.print(specification(), table.render(), wire);
        return sides.values().stream().allMatch(Connectivity.Status::up) ? 0 : 1;
    }

    private static String state(Connectivity.Status status) {
        return status.up() ? "up" : "down";
    }
}
