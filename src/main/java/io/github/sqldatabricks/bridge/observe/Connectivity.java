package io.github.sqldatabricks.bridge.observe;

import java.time.Duration;

/** Port: one dependency that readiness and {@code test-connection} ask about. Thread-safe. */
public interface Connectivity {

    /** A short name for people, such as {@code databricks}. */
    String name();

    /** Asks the dependency now, blocking no longer than its configured time-out. Never throws. */
    Status check();

    /**
     * What came out.
     *
     * @param up whether work that needs the dependency can be expected to succeed
     * @param detail one sentence for people: what answered, or why it is down and what to do; no secrets
     * @param latency how long the check took
     */
    record Status(boolean up, String detail, Duration latency) {}
}
