package io.github.sqldatabricks.bridge.work;

import io.github.sqldatabricks.bridge.model.BridgeException;
import java.time.Duration;
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
}
