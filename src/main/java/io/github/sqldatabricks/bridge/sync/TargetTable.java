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
}
