package io.github.sqldatabricks.bridge.messaging.sync;

import io.github.sqldatabricks.bridge.ops.SyncMetrics;
import io.github.sqldatabricks.bridge.sync.Claim;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The events that threads of this process apply. Thread-safe. */
@ApplicationScoped
public class RunningEvents {

    private final Map<Claim, RunningEvent> running = new ConcurrentHashMap<>();
    private final SyncMetrics metrics;

    public RunningEvents(SyncMetrics metrics) {
        this.metrics = metrics;
    }

    RunningEvent add(Claim claim) {
        if (claim.takenOver()) {
            metrics.takenOver();
        }
        RunningEvent event = new RunningEvent(claim);
        running.put(claim, event);
        return event;
    }

    synchronized void remove(Claim claim) {
        running.remove(claim);
        notifyAll();
    }

    int size() {
        return running.size();
    }

    List<Claim> claims() {
        return List.copyOf(running.keySet());
    }

    void stop(Collection<Claim> claims, RunningEvent.Stop why) {
        claims.forEach(claim -> Optional.ofNullable(running.get(claim)).ifPresent(event -> event.stop(why)));
    }

    /** Waits until nothing runs. False when something still does after the time. */
    synchronized boolean awaitNone(Duration atMost) throws InterruptedException {
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
