package io.github.sqldatabricks.bridge.console.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How many things are in which state, as a bar of {@link #WIDTH} units: one segment a state, each at least one unit wide. */
public record StateBar(List<Segment> segments) {

    /** The whole bar's width. */
    public static final double WIDTH = 120;

    private static final double LEAST = 3;

    /** One segment. */
    public record Segment(String kind, long count, double x, double width) {}

    /** The counts in the order in which they are drawn; those that are zero are left out. */
    public static StateBar of(Map<String, Long> counts) {
        long total = counts.values().stream().mapToLong(Long::longValue).sum();
        List<Segment> segments = new ArrayList<>();
        double small = 0;
        double large = 0;
        for (long count : counts.values()) {
            double width = WIDTH * count / Math.max(1, total);
            if (count > 0 && width < LEAST) {
                small += LEAST;
            } else {
                large += width;
            }
        }
        double scale = large == 0 ? 1 : (WIDTH - small) / large;
        double x = 0;
        for (Map.Entry<String, Long> entry : counts.entrySet()) {
            if (entry.getValue() > 0) {
                double exact = WIDTH * entry.getValue() / total;
                double width = exact < LEAST ? LEAST : exact * scale;
                segments.add(new Segment(entry.getKey(), entry.getValue(), Numbers.tenth(x), Numbers.tenth(width)));
                x += width;
            }
        }
        return new StateBar(List.copyOf(segments));
    }
}
