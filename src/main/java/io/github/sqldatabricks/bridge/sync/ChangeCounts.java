package io.github.sqldatabricks.bridge.sync;

import io.github.sqldatabricks.bridge.model.SqlServerTable;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

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

    /**
     * The rows that foreign keys change together with those of the event, in other tables or in the target itself.
     *
     * @param rows those of each table, only where there are some
     * @param hidden why there may be more, one sentence; empty when all were counted
     */
    public record Cascades(List<Rows> rows, String hidden) {

        /** None, and nothing hidden. */
        public static final Cascades NONE = new Cascades(List.of(), "");

        public Cascades {
            rows = List.copyOf(rows);
        }

        /**
         * Rows of one table.
         *
         * @param updated set to the new key, to NULL or to their default; at least 0
         * @param deleted at least 0
         */
        public record Rows(SqlServerTable table, long updated, long deleted) {
            long changed() {
                return updated + deleted;
            }

            @Override
            public String toString() {
                String counts = deleted == 0 ? updated + " updated" : deleted + " deleted";
                return (deleted > 0 && updated > 0 ? updated + " updated, " + counts : counts) + " in " + table;
            }
        }

        boolean isHidden() {
            return !hidden.isEmpty();
        }

        long deleted() {
            return sum(Rows::deleted);
        }

        long changed() {
            return sum(Rows::changed);
        }

        /** Those in the table itself, which count against a limit in percent of its rows. */
        long changedIn(SqlServerTable table) {
            return rows.stream()
                    .filter(in -> in.table().equals(table))
                    .mapToLong(Rows::changed)
                    .sum();
        }

        private long sum(ToLongFunction<Rows> count) {
            return rows.stream().mapToLong(count).sum();
        }

        /** For people, such as {@code 30 deleted in dbo.lines}. */
        @Override
        public String toString() {
            return rows.stream().map(Rows::toString).collect(Collectors.joining(", "));
        }
    }
}
