package io.github.sqldatabricks.bridge.sync;

/**
 * How many rows of the target a change touched, as SQL Server counted them.
 *
 * @param inserted at least 0, as the others
 */
public record ChangeCounts(long inserted, long updated, long deleted) {

    /** Nothing changed. */
    public static final ChangeCounts NONE = new ChangeCounts(0, 0, 0);

    public static ChangeCounts inserted(long rows) {
        return new ChangeCounts(rows, 0, 0);
    }

    public static ChangeCounts updated(long rows) {
        return new ChangeCounts(0, rows, 0);
    }

    public static ChangeCounts deleted(long rows) {
        return new ChangeCounts(0, 0, rows);
    }

    /** All of them. */
    public long total() {
        return inserted + updated + deleted;
    }

    @Override
    public String toString() {
        return inserted + " inserted, " + updated + " updated, " + deleted + " deleted";
    }
}
