package io.github.sqldatabricks.bridge.access;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Counts failed attempts to log in, per source: a token bucket each, full at first, refilled evenly over the window. Keeps a
 * fixed number of sources, of which the one that failed longest ago goes first. Thread-safe, never blocks for long.
 */
public final class FailedAttempts {

    private static final int MAX_SOURCES = 10_000;
    private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);

    private final int most;
    private final long windowNanos;
    private final LongSupplier nanoTime;
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > MAX_SOURCES;
        }
    };

    /** What one source has left. */
    private static final class Bucket {
        private double left;
        private long filledAt;
        private boolean reported;
        private long reportedAt;
        private long unreported;
    }

    /**
     * Whether one more failed attempt is too many.
     *
     * @param exceeded whether the source had none left
     * @param retryAfter when it has one again, at least 1 s; zero when not exceeded
     * @param report whether it is time to tell people: once a window and source
     * @param unreported how many were exceeded since the last report, this one included
     */
    public record Verdict(boolean exceeded, Duration retryAfter, boolean report, long unreported) {

        private static final Verdict WITHIN = new Verdict(false, Duration.ZERO, false, 0);
    }

    /** @param config how many in which window */
    public FailedAttempts(AccessConfig config) {
        this(config.maxFailedAttempts(), config.failedAttemptsWindow(), System::nanoTime);
    }

    FailedAttempts(int most, Duration window, LongSupplier nanoTime) {
        this.most = most;
        this.windowNanos = window.toNanos();
        this.nanoTime = nanoTime;
    }

    /** Counts one. */
    public synchronized Verdict count(String source) {
        long now = nanoTime.getAsLong();
        Bucket bucket = buckets.computeIfAbsent(source, unknown -> full(now));
        bucket.left = left(bucket, now);
        bucket.filledAt = now;
        if (bucket.left >= 1) {
            bucket.left--;
            return Verdict.WITHIN;
        }
        return exceeded(bucket, now);
    }

    /** Whether one more would be too many. Counts nothing. */
    public synchronized boolean isExceeded(String source) {
        Bucket bucket = buckets.get(source);
        return bucket != null && left(bucket, nanoTime.getAsLong()) < 1;
    }

    /** What a source has by now. */
    private double left(Bucket bucket, long now) {
        return Math.min(most, bucket.left + (double) (now - bucket.filledAt) / windowNanos * most);
    }

    private Bucket full(long now) {
        Bucket bucket = new Bucket();
        bucket.left = most;
        bucket.filledAt = now;
        return bucket;
    }

    private Verdict exceeded(Bucket bucket, long now) {
        Duration wait = Duration.ofNanos((long) Math.ceil((1 - bucket.left) / most * windowNanos));
        boolean report = !bucket.reported || now - bucket.reportedAt >= windowNanos;
        long unreported = ++bucket.unreported;
        if (report) {
            bucket.reported = true;
            bucket.reportedAt = now;
            bucket.unreported = 0;
        }
        return new Verdict(true, wait.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : wait, report, unreported);
    }

    /** How many sources are remembered. */
    synchronized int sources() {
        return buckets.size();
    }
}
