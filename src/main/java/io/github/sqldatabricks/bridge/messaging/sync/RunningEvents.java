package io.github.sqldatabricks.bridge.messaging.sync;

import io.github.sqldatabricks.bridge.messaging.RunningWork;
import io.github.sqldatabricks.bridge.ops.SyncMetrics;
import io.github.sqldatabricks.bridge.sync.Claim;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/** The events that threads of this process apply. Thread-safe. */
@ApplicationScoped
public class RunningEvents {

    private final RunningWork<Claim, RunningEvent> running = new RunningWork<>();
    private final SyncMetrics metrics;

    public RunningEvents(SyncMetrics metrics) {
        this.metrics = metrics;
    }

    RunningEvent add(Claim claim) {
        if (claim.takenOver()) {
            metrics.takenOver();
        }
        RunningEvent event = new RunningEvent(claim);
        running.add(claim, event);
        return event;
    }

    void remove(Claim claim) {
        running.remove(claim);
    }

    int size() {
        return running.size();
    }

    List<Claim> claims() {
        return running.keys();
    }

    void stop(Collection<Claim> claims, RunningEvent.Stop why) {
        running.of(claims).forEach(event -> event.stop(why));
    }

    /** See {@link RunningWork#awaitNone}. */
    boolean awaitNone(Duration atMost) throws InterruptedException {
        return running.awaitNone(atMost);
    }
}
