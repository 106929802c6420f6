package io.github.sqldatabricks.bridge.messaging.sync;

import io.github.sqldatabricks.bridge.messaging.Drainable;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** Ends event sync. An event waits in the store and not in this process, so there is nothing to give back before it runs. */
@ApplicationScoped
public class SyncDrain implements Drainable {

    private final WakeUps wakeUps;
    private final RunningEvents running;
    private final SyncHeartbeat heartbeat;
    private final EventMirror mirror;

    public SyncDrain(WakeUps wakeUps, RunningEvents running, SyncHeartbeat heartbeat, EventMirror mirror) {
        this.mirror = mirror;
        this.wakeUps = wakeUps;
        this.running = running;
        this.heartbeat = heartbeat;
    }

    @Override
    public String name() {
        return "events";
    }

    @Override
    public String pool() {
        return WakeUps.POOL;
    }

    @Override
    public void close() {
        wakeUps.close();
    }

    @Override
    public int running() {
        return running.size();
    }

    @Override
    public boolean awaitNone(Duration atMost) throws InterruptedException {
        return running.awaitNone(atMost);
    }

    @Override
    public void beat() {
        heartbeat.beat();
    }

    @Override
    public void tell(Duration atMost) {
        mirror.flush(atMost);
    }

    @Override
    public void stopAll() {
        running.stop(running.claims(), RunningEvent.Stop.DRAINED);
    }
}
