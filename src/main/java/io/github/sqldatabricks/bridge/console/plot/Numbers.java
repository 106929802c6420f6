package io.github.sqldatabricks.bridge.console.plot;

/** Coordinates: a tenth of a unit is finer than a pixel, and short in a page. */
final class Numbers {

    private static final double TENTHS = 10;

    private Numbers() {}

    static double tenth(double value) {
        return Math.round(value * TENTHS) / TENTHS;
    }

    /** A coordinate as text, without a point where none is needed. */
    static String text(double value) {
        double rounded = tenth(value);
        return rounded == Math.rint(rounded) ? Long.toString((long) rounded) : Double.toString(rounded);
    }
}
