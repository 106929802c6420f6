package io.github.sqldatabricks.bridge.cli;

import io.github.sqldatabricks.bridge.ops.Connectivity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code bridge test-connection}: whether both worlds can be reached. */
@Command(name = "test-connection", description = "Tells whether SQL Server and Databricks can be reached.")
final class TestConnectionCommand extends ServiceCommand {

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Mixin
    private SandboxOptions sandbox = new SandboxOptions();

    @Override
    Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(LocalSettings.quiet(false));
        settings.putAll(LocalSettings.WITHOUT_API);
        settings.putAll(sandbox.settings());
        return settings;
    }

    @Override
    int run(Services services) {
        TextTable table = new TextTable("side", "state", "ms", "detail");
        List<Map<String, Object>> wire = new ArrayList<>();
        boolean allUp = true;
        for (Connectivity side : services.connectivities()) {
            Connectivity.Status status = side.check();
            String state = status.up() ? "up" : "down";
            long millis = status.latency().toMillis();
            table.row(side.name(), state, Long.toString(millis), status.detail());
            wire.add(Map.of("side", side.name(), "state", state, "latency_ms", millis, "detail", status.detail()));
            allUp &= status.up();
        }
        output.print(specification(), table.render(), wire);
        return allUp ? 0 : 1;
    }
}
