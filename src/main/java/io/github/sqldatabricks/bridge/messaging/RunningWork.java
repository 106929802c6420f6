package io.github.sqldatabricks.bridge.messaging;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Work that threads of this process do. Thread-safe.
 *
 * @param <K> what makes it theirs: a lease, a claim
 * @param <W> the work, which can be stopped
 */
public final class RunningWork<K, W> {

    private final Map<K, W> running = new HashMap<>();

    /** It begins. */
    public synchronized void add(K key, W work) {
        running.put(key, work);
    }

    /** It has ended. */
    public synchronized void remove(K key) {
        running.remove(key);
        notifyAll();
    }

    /** How much runs at this moment. */
    public synchronized int size() {
        return running.size();
    }

    /** What runs at this moment. */
    public synchronized List<K> keys() {
        return List.copyOf(running.keySet());
    }

    /** The work of those keys, as far as it runs at this moment. */
    public synchronized List<W> of(Collection<K> keys) {
        return keys.stream().map(running::get).filter(Objects::nonNull).toList();
    }

    /** Waits until nothing runs. False when something still does after the time. */
    public synchronized boolean awaitNone(Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!running.isEmpty()) {
            long millis = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
            if (millis <= 0) {
                return false;
            }
            wait(millis);
        }
        return true;
    }
}
