package io.github.sqldatabricks.bridge.job;

import io.github.sqldatabricks.bridge.model.QueryName;
import java.util.List;

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
}
