package io.github.sqldatabricks.bridge.sync;

import io.github.sqldatabricks.bridge.model.SqlServerTable;
import java.util.List;
import java.util.Optional;

/**
 * A table of SQL Server as event sync sees it.
 *
 * @param columns all, in the order of the table
 */
public record TargetTable(SqlServerTable name, List<TargetColumn> columns) {

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
