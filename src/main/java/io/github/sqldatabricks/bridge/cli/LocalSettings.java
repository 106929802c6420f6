package io.github.sqldatabricks.bridge.cli;

import java.util.HashMap;
import java.util.Map;

/** Settings of commands that use the service's beans but serve nobody else. */
final class LocalSettings {

    /** The log of the audit trail, which has a level of its own. */
    static final String AUDIT_LEVEL = "quarkus.log.category.\"bridge.audit\".level";

    /** A database of jobs that goes with the process. */
    static final String JOBS_IN_MEMORY = "jdbc:h2:mem:jobs;DB_CLOSE_DELAY=-1";

    /** Names the database of jobs. */
    static final String JOBS_URL = "bridge.jobs.url";

    private static final Map<String, String> WITHOUT_API = Map.of(
            "quarkus.http.host-enabled",
            "false",
            "bridge.sync.poller.enabled",
            "false",
            JOBS_URL,
            JOBS_IN_MEMORY,
            // The trail's table is in this process: when it is slow, the machine is, and nobody else waits.
            "bridge.audit.patience",
            "5m");

    /** No HTTP port and no poller, for commands that only look into the store. */
    static final Map<String, String> IDLE = Map.of(
            "quarkus.http.host-enabled", "false",
            "bridge.sync.poller.enabled", "false");

    private LocalSettings() {}

    /** No HTTP port, no poller, and jobs that go with the process; {@link #quiet}. May be added to. */
    static Map<String, String> withoutApi(boolean verbose) {
        Map<String, String> settings = new HashMap<>(quiet(verbose));
        settings.putAll(WITHOUT_API);
        return settings;
    }

    /** Only warnings, unless everything is asked for. */
    static Map<String, String> quiet(boolean verbose) {
        return verbose
                ? Map.of()
                : Map.of(
                        "quarkus.log.level",
                        "WARN",
                        AUDIT_LEVEL,
                        "WARN",
                        "quarkus.log.category.\"com.databricks.sdk\".level",
                        "ERROR");
    }
}
