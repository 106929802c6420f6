package io.github.sqldatabricks.bridge.job;

import io.github.sqldatabricks.bridge.model.QueryName;
import java.util.List;
import java.util.OptionalInt;

/**
 * How far a query was over time.
 *
 * @param samples in the order of their times, at most {@link SampleThinning#MOST}
 */
public record QuerySamples(QueryName query, List<Sample> samples) {

    public QuerySamples {
        samples = List.copyOf(samples);
    }

    /**
     * How far a query was.
     *
     * @param second whole seconds since the job's creation
     * @param attempt from 1; each begins from nothing
     * @param rows read in this attempt so far
     * @param bytes of files in this attempt so far
     */
    public record Sample(int second, int attempt, long rows, long bytes) {}

    /**
     * Which samples of a query's progress are kept: one in each interval. The interval is 1 second, and doubles whenever {@value #MOST}
     * of them have passed, so that there are never more, however long a query runs. Times are whole seconds.
     */
    public static final class SampleThinning {

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
}
