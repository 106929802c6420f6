package io.github.sqldatabricks.bridge.model;

/**
 * How much of this process's heap one row, or one row group of a file, may take. A row is in memory several times on its way: as the driver's pieces, as
 * values, encoded, and compressed (measured: up to 5 times for rows that do not compress).
 */
public final class HeapShare {

    private static final int COPIES = 8;
    private static final int FILES = 8;
    private static final int LEAST_AT_ONCE = 2;

    private HeapShare() {}

    /**
     * The largest row, in bytes of memory: an eighth of {@code -Xmx} for all rows that are on their way at once.
     *
     * @param atOnce how many are, at least 1; less than 2 counts as 2
     */
    public static long ofRow(int atOnce) {
        return Runtime.getRuntime().maxMemory() / COPIES / Math.max(LEAST_AT_ONCE, atOnce);
    }

    /**
     * What a row group may take until it is written, in bytes; the footer of its file may take as much again. An eighth of
     * {@code -Xmx} for all files that are written at once.
     *
     * @param atOnce how many are, at least 1; less than 2 counts as 2
     */
    public static long ofRowGroup(int atOnce) {
        return Runtime.getRuntime().maxMemory() / FILES / Math.max(LEAST_AT_ONCE, atOnce);
    }

    /** What to do about a row that is larger, a whole sentence. */
    public static String remedy() {
        return "Give the process more memory (-Xmx), let fewer run at once, or cut the value in the query.";
    }
}
