package io.github.sqldatabricks.bridge.sync;

import io.github.sqldatabricks.bridge.model.SqlServerTable;
import java.util.List;
import java.util.Optional;

/**
 * A table of SQL Server as event sync sees it.
 *
 * @param name its own, as SQL Server spells it, where the event named a synonym; so two names of one table become one
 * @param columns all, in the order of the table
 * @param view whether it is a view, through which the tables behind it are changed
 */
public record TargetTable(SqlServerTable name, List<TargetColumn> columns, boolean view) {

    /** A table. */
    public TargetTable(SqlServerTable name, List<TargetColumn> columns) {
        this(name, columns, false);
    }

    public TargetTable {
        columns = List.copyOf(columns);
    }

    /** The column of that name, case ignored. */
    public Optional<TargetColumn> column(String wanted) {
        return columns.stream()
                .filter(column -> column.name().equalsIgnoreCase(wanted))
                .findFirst();
    }

    /**
     * A column of the target table.
     *
     * @param name as SQL Server spells it
     * @param type what it can hold
     * @param writing who may write it
     * @param nullable whether it can be NULL
     * @param hasDefault whether an INSERT may leave it out although it can't be NULL
     */
    public record TargetColumn(String name, TargetType type, Writing writing, boolean nullable, boolean hasDefault) {

        /** Who may write a column. */
        public enum Writing {
            /** Everybody. */
            FREE,
            /** SQL Server numbers the rows; an explicit value needs IDENTITY_INSERT, an UPDATE is impossible. */
            IDENTITY,
            /** Nobody: it is computed from other columns. */
            COMPUTED,
            /** Nobody: a rowversion. */
            ROWVERSION,
            /** Nobody: a period column of a system-versioned table, or a hidden one of a ledger table. */
            GENERATED
        }

        /** Whether an INSERT must give it a value. */
        boolean needed() {
            return writing == Writing.FREE && !nullable && !hasDefault;
        }
    }
}
