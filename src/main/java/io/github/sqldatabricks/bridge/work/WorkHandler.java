package io.github.sqldatabricks.bridge.work;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.work.WorkHandler.RunningWork;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One kind of work, such as queries or events: what {@link WorkRunner} does not know of it. Thread-safe, blocking.
 *
 * @param <C> the claim on a piece of it, with its fencing token
 * @param <W> a piece of it that runs
 */
public interface WorkHandler<C, W extends RunningWork<C>> {

    /** What the work is called in the log, in the plural. */
    String name();

    /** How long a claim lasts that is not renewed. */
    Duration lease();

    /**
     * Claims the next piece of work in the store, for this process.
     *
     * @return empty when there is nothing to do now
     * @throws BridgeException when the store can't be used
     */
    Optional<W> claim();

    /** Does the work and stores how it ended, or gives it back when it was stopped. Never throws because the work failed. */
    void work(W work);

    /**
     * Tells the store that the work goes on, and how far it is.
     *
     * @param running all that runs in this process; may be empty
     * @throws BridgeException when the store can't be used
     */
    Renewal<C> renew(List<W> running);

    /** Nothing runs any more, because the process stops: tells others what is still to be told. Never throws. */
    default void drained(Duration atMost) {}

    /**
     * What a process learns when it renews its claims.
     *
     * @param <C> the claim
     * @param lost claims that it does not have any more: stop working on them
     * @param cancelled claims whose work was cancelled
     */
    record Renewal<C>(Set<C> lost, Set<C> cancelled) {

        public Renewal {
            lost = Set.copyOf(lost);
            cancelled = Set.copyOf(cancelled);
        }

        /** Nothing to learn. */
        public static <C> Renewal<C> nothing() {
            return new Renewal<>(Set.of(), Set.of());
        }
    }

    /**
     * A piece of work that a thread of this process does. Thread-safe.
     *
     * @param <C> the claim that makes it this process's
     */
    class RunningWork<C> {

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
}
