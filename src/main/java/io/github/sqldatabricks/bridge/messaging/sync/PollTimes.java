package io.github.sqldatabricks.bridge.messaging.sync;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** When the events table is looked at next: at its interval with jitter, later and later while it fails. Thread-safe. */
final class PollTimes {

    private static final int JITTER_PART = 10;

    private final Duration pollInterval;
    private final Duration mirrorInterval;
    private long nextPoll = System.nanoTime();
    private long nextMirror = nextPoll;
    private int failures;

    PollTimes(Duration pollInterval, Duration mirrorInterval) {
        this.pollInterval = pollInterval;
        this.mirrorInterval = mirrorInterval;
    }

    synchronized boolean pollIsDue() {
        return System.nanoTime() - nextPoll >= 0;
    }

    synchronized boolean mirrorIsDue() {
        return System.nanoTime() - nextMirror >= 0;
    }

    synchronized void succeeded(boolean poll) {
        failures = 0;
        long now = System.nanoTime();
        nextMirror = now + mirrorInterval.toNanos();
        if (poll) {
            long interval = pollInterval.toNanos();
            nextPoll = now + interval - ThreadLocalRandom.current().nextLong(interval / JITTER_PART + 1);
        }
    }

    /** Returns the wait. */
    synchronized Duration failed() {
        Duration wait = RetryDelay.after(++failures, pollInterval);
        nextPoll = System.nanoTime() + wait.toNanos();
        nextMirror = nextPoll;
        return wait;
    }
}
