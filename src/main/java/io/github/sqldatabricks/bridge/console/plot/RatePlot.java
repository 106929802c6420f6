package io.github.sqldatabricks.bridge.console.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Rates over time as an area, of counts that grow. Several series are stacked as one.
 *
 * @param line the path of the upper edge, in a box of {@link #WIDTH} by {@link #HEIGHT}
 * @param area the closed path below it
 * @param top the value at the upper edge of the box: the next of 1, 2, 5, 10, ... above all values
 * @param seconds how long the time is
 * @param table the same in at most {@link #ROWS} rows, for who does not see it
 */
public record RatePlot(String line, String area, long top, int seconds, List<Row> table) {

    public static final int WIDTH = 480;
    public static final int HEIGHT = 100;

    /** How many steps in time are drawn at most. */
    private static final int STEPS = 120;

    private static final int ROWS = 12;
    private static final int TEN = 10;
    private static final long[] NICE = {1, 2, 5, TEN};

    /** A rate, in units per second, from this second on. */
    public record Row(int second, double rate) {}

    /**
     * What was counted, at which second, in which attempt: each attempt counts from 0.
     *
     * @param seconds growing; the other lists are as long
     */
    public record Series(List<Integer> seconds, List<Integer> attempts, List<Long> counts) {}

    /** The rates from 0 to {@code seconds}, which is at least 1. */
    public static RatePlot of(List<Series> all, int seconds) {
        int steps = Math.min(STEPS, seconds);
        double[] counted = new double[steps];
        all.forEach(series -> add(series, seconds, counted));
        double step = (double) seconds / steps;
        double[] rates =
                IntStream.range(0, steps).mapToDouble(i -> counted[i] / step).toArray();
        long top =
                above(IntStream.range(0, steps).mapToDouble(i -> rates[i]).max().orElse(0));
        String line = line(rates, top);
        return new RatePlot(line, line + "V" + HEIGHT + "H0z", top, seconds, rows(rates, step));
    }

    /** What was counted between two points is spread evenly over the time between them. */
    private static void add(Series series, int seconds, double[] counted) {
        int before = 0;
        long had = 0;
        int attempt = -1;
        for (int i = 0; i < series.seconds().size(); i++) {
            int now = series.seconds().get(i);
            long has = series.counts().get(i);
            boolean same = series.attempts().get(i) == attempt;
            spread(same ? before : Math.max(0, now - 1), now, has - (same ? had : 0), seconds, counted);
            before = now;
            had = has;
            attempt = series.attempts().get(i);
        }
    }

    private static void spread(int from, int to, long count, int seconds, double[] counted) {
        double perSecond = (double) seconds / counted.length;
        double begin = from / perSecond;
        double end = Math.max(begin + 1 / perSecond, to / perSecond);
        for (int i = (int) begin; i < Math.min(counted.length, Math.ceil(end)); i++) {
            double share = (Math.min(i + 1, end) - Math.max(i, begin)) / (end - begin);
            counted[i] += Math.max(0, count * share);
        }
    }

    private static String line(double[] rates, long top) {
        StringBuilder path = new StringBuilder("M0 ").append(y(rates[0], top));
        double width = (double) WIDTH / rates.length;
        for (int i = 0; i < rates.length; i++) {
            path.append("V").append(y(rates[i], top)).append("H").append(Numbers.text((i + 1) * width));
        }
        return path.toString();
    }

    private static String y(double rate, long top) {
        return Numbers.text(HEIGHT - HEIGHT * rate / top);
    }

    private static long above(double value) {
        long unit = 1;
        while (unit * TEN < value) {
            unit *= TEN;
        }
        for (long factor : NICE) {
            if (unit * factor >= value) {
                return unit * factor;
            }
        }
        return unit * TEN;
    }

    private static List<Row> rows(double[] rates, double step) {
        int every = (rates.length + ROWS - 1) / ROWS;
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < rates.length; i += every) {
            int to = Math.min(rates.length, i + every);
            rows.add(new Row(
                    (int) Math.round(i * step),
                    IntStream.range(i, to)
                            .mapToDouble(one -> rates[one])
                            .average()
                            .orElse(0)));
        }
        return List.copyOf(rows);
    }
}
