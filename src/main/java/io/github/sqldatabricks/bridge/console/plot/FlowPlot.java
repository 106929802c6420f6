package io.github.sqldatabricks.bridge.console.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What moved over a time, as rates, with marks below the axis where something failed.
 *
 * @param rates the area
 * @param marks from left to right
 */
public record FlowPlot(RatePlot rates, List<Mark> marks) {

    /** How much moved, and how much failed, in one step. */
    public record Step(long rows, long failed) {}

    /** Failures of one step, at {@code x} in a box of {@link RatePlot#WIDTH}, {@code width} wide. */
    public record Mark(double x, double width, long failed) {}

    /**
     * The steps that there are, by their number from 0.
     *
     * @param steps how many there could be
     * @param seconds of each
     */
    public static FlowPlot of(Map<Integer, Step> known, int steps, int seconds) {
        List<Integer> times = new ArrayList<>(List.of(0));
        List<Long> counts = new ArrayList<>(List.of(0L));
        List<Mark> marks = new ArrayList<>();
        double width = (double) RatePlot.WIDTH / steps;
        long all = 0;
        for (int i = 0; i < steps; i++) {
            Step step = known.getOrDefault(i, new Step(0, 0));
            all += step.rows();
            times.add((i + 1) * seconds);
            counts.add(all);
            if (step.failed() > 0) {
                marks.add(new Mark(Numbers.tenth(i * width), Numbers.tenth(width), step.failed()));
            }
        }
        RatePlot.Series series =
                new RatePlot.Series(times, times.stream().map(time -> 1).toList(), counts);
        return new FlowPlot(RatePlot.of(List.of(series), steps * seconds), List.copyOf(marks));
    }

    /** How many have failed in all steps. */
    public long failed() {
        return marks.stream().mapToLong(Mark::failed).sum();
    }
}
