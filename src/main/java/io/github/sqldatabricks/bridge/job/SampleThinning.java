package io.github.sqldatabricks.bridge.job;

import java.util.OptionalInt;

/**
 * Which samples of a query's progress are kept: one in each interval. The interval is 1 second, and doubles whenever {@value #MOST}
 * of them have passed, so that there are never more, however long a query runs. Times are whole seconds.
 */
public final class SampleThinning {

    /** The most samples that are kept of a query; with its end there is one more. */
    public static final int MOST = 118;

    private SampleThinning() {}

    /** The interval, in seconds, once so many seconds have passed since the first sample. */
    public static int interval(int passed) {
        int interval = 1;
        while (passed / interval >= MOST) {
            interval *= 2;
        }
        return interval;
    }

    /**
     * Whether a sample is to be kept.
     *
     * @param first when the first one was taken
     * @param last when the last one was taken; empty when there is none
     * @param now when it is taken, not before {@code last}
     */
    public static boolean isDue(int first, OptionalInt last, int now) {
        int interval = interval(now - first);
        return last.isEmpty() || (now - first) / interval != (last.getAsInt() - first) / interval;
    }

    /** Whether the interval has doubled since the last sample, so that earlier ones are too close to each other. */
    public static boolean isTooDense(int first, OptionalInt last, int now) {
        return last.isPresent() && interval(now - first) != interval(last.getAsInt() - first);
    }
}
