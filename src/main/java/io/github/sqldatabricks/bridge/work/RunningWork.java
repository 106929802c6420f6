package io.github.sqldatabricks.bridge.work;

import io.github.sqldatabricks.bridge.model.Cancellation;
import java.time.Duration;
import java.util.Optional;

/**
 * A piece of work that a thread of this process does. Thread-safe.
 *
 * @param <C> the claim that makes it this process's
 */
public class RunningWork<C> {

    private final C claim;
    private final Cancellation cancellation = new Cancellation();
    private final long started = System.nanoTime();
    private volatile StopReason stopped;

    public RunningWork(C claim) {
        this.claim = claim;
    }

    /** What makes it this process's. */
    public final C claim() {
        return claim;
    }

    /** Ends what it does in other systems when it is stopped. */
    public final Cancellation cancellation() {
        return cancellation;
    }

    /** How long it has taken so far. */
    public final Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - started);
    }

    /** Stops it. The first reason counts. */
    public final void stop(StopReason why) {
        synchronized (this) {
            if (stopped != null) {
                return;
            }
            stopped = why;
        }
        cancellation.cancel(why.text());
    }

    /** Why it was stopped; empty when it was not. */
    public final Optional<StopReason> stopped() {
        return Optional.ofNullable(stopped);
    }

    /** Whether it was stopped for this reason. */
    public final boolean isStoppedBy(StopReason why) {
        return stopped == why;
    }

    /** Why a piece of work is stopped before its end. */
    public enum StopReason {
        /** It was cancelled. */
        CANCELLED("The work was cancelled."),
        /** The claim is lost, or may be: nothing that happens here counts any more. */
        LOST("Another process may have taken the work over."),
        /** This process ends: another one takes the work over. */
        DRAINED("The process is stopping."),
        /** It was done with what other work left, which that needs now. */
        DISPLACED("This process needs the place for work of its own.");

        private final String text;

        StopReason(String text) {
            this.text = text;
        }

        /** For people. */
        public String text() {
            return text;
        }
    }
}
