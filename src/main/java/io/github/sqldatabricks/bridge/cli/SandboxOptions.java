package io.github.sqldatabricks.bridge.cli;

import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options by which a command runs on the embedded emulators. */
final class SandboxOptions {

    @Option(names = "--sandbox", description = "Uses embedded emulators for SQL Server and Databricks.")
    private boolean enabled;

    @Option(
            names = "--scale",
            paramLabel = "FACTOR",
            description = "TPC-H scale factor of the sandbox's data; 1 has 6 million line items. Default: 0.01.")
    private Double scale;

    /** The sandbox, with its volume as the default destination. */
    static final Map<String, String> ENABLED = Map.of(
            "bridge.sandbox.enabled", "true", "bridge.extraction.default-destination", "/Volumes/main/bridge/landing");

    /** Whether the command runs on the sandbox, be it by the option or by a setting. */
    boolean enabled() {
        return enabled || LocalConfiguration.isTrue("bridge.sandbox.enabled");
    }

    /** These options as settings of the service. */
    Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        if (enabled) {
            settings.putAll(ENABLED);
        }
        if (scale != null) {
            settings.put("bridge.sandbox.scale", scale.toString());
        }
        return settings;
    }
}
