package io.github.sqldatabricks.bridge.work;

import io.github.sqldatabricks.bridge.model.BridgeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Port: which processes there are, by what each tells of itself again and again. Thread-safe, blocking.
 *
 * <p>Every method throws {@link BridgeException} when the store can't be used.
 */
public interface ReplicaStore {

    /** Who has said nothing for so long counts as dead, and is forgotten. */
    Duration PATIENCE = Duration.ofSeconds(40);

    /** What a process says; the store knows when. */
    record Beat(
            String name,
            String host,
            String version,
            boolean draining,
            int queries,
            int queryThreads,
            int events,
            int eventThreads) {}

    /** Notes that a process lives, and forgets those that do not. */
    void beat(Beat beat);

    /** A process ends in order. */
    void gone(String name);

    /** Those that live, the oldest first. */
    List<Replica> all();

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
    record Replica(
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
}
