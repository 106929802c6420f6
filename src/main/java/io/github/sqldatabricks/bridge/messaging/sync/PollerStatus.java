package io.github.sqldatabricks.bridge.messaging.sync;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How the poller is doing.
 *
 * @param enabled whether the configuration wants it
 * @param running whether this process polls
 * @param lastPoll when this process read the table last, without an error
 * @param lastError why the table can't be used now
 * @param unmirrored statuses that are not written into the table yet
 * @param lag age of the oldest of them
 */
public record PollerStatus(
        boolean enabled,
        boolean running,
        String eventsTable,
        Duration interval,
        int maxEvents,
        Optional<Instant> lastPoll,
        Optional<String> lastError,
        long unmirrored,
        Duration lag) {}
