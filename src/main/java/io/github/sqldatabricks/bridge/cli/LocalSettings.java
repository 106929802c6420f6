package io.github.sqldatabricks.bridge.cli;

import java.util.Map;

/** Settings of commands that use the service's beans but serve nobody else. */
final class LocalSettings {

    /** No HTTP port, no poller, and jobs that go with the process. */
    static final Map<String, String> WITHOUT_API = Map.of(
            "quarkus.http.host-enabled",
            "false",
            "bridge.sync.poller.enabled",
            "false",
            "bridge.jobs.url",
            "jdbc:h2:mem:jobs;DB_CLOSE_DELAY=-1");

    private LocalSettings() {}

    /** Only warnings, unless somebody wants to see everything. */
    static Map<String, String> quiet(boolean verbose) {
        return verbose
                ? Map.of()
                : Map.of("quarkus.log.level", "WARN", "quarkus.log.category.\"com.databricks.sdk\".level", "ERROR");
    }
}
