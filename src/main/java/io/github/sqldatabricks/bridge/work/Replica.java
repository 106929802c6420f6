package io.github.sqldatabricks.bridge.work;

import java.time.Instant;

/**
 * A process of the service, as it told of itself last. What waits belongs to none of them.
 *
 * @param name as claims have it ({@link ThisProcess})
 * @param host the machine, container or pod
 * @param startedAt by the clock of the store, as {@code beatAt}
 * @param beatAt when it told
 * @param draining whether it takes no new work, because it stops
 * @param queries that it runs, of at most {@code queryThreads}
 * @param events that it applies, of at most {@code eventThreads}
 */
public record Replica(
        String name,
        String host,
        String version,
        Instant startedAt,
        Instant beatAt,
        boolean draining,
        int queries,
        int queryThreads,
        int events,
        int eventThreads) {}
