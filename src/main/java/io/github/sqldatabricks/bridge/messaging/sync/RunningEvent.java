package io.github.sqldatabricks.bridge.messaging.sync;

import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.sync.Claim;
import java.time.Duration;
import java.util.Optional;

/** An event that a thread of this process applies. Thread-safe. */
final class RunningEvent {

    /** Why it was stopped. */
    enum Stop {
        /** The claim is lost, or may be: nothing that happens here counts any more. */
        LOST("Another process may have taken the event over."),
        /** This process ends: another one takes the event over. */
        DRAINED("The process is stopping.");

        private final String reason;

        Stop(String reason) {
            this.reason = reason;
        }
    }

    private final Claim claim;
    private final Cancellation cancellation = new Cancellation();
    private final long started = System.nanoTime();
    private volatile Stop stop;

    RunningEvent(Claim claim) {
        this.claim = claim;
    }

    Claim claim() {
        return claim;
    }

    /** How long the attempt has taken so far. */
    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - started);
    }

    Cancellation cancellation() {
        return cancellation;
    }

    /** Stops it. The first reason counts. */
    void stop(Stop why) {
        synchronized (this) {
            if (stop != null) {
                return;
            }
            stop = why;
        }
        cancellation.cancel(why.reason);
    }

    Optional<Stop> stopped() {
        return Optional.ofNullable(stop);
    }
}
