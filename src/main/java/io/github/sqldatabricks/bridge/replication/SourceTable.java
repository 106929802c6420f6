package io.github.sqldatabricks.bridge.replication;

import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.SqlServerTable;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A table or view of the source as its catalogue describes it.
 *
 * @param name as the source spells it
 * @param view whether it is a view
 * @param columns in their order
 * @param indexes that hold every row
 * @param rows about how many there are; empty when nobody knows, as of a view
 * @param bytes about how many the rows take on disk, without further indexes; empty when nobody knows
 * @param comment its description (MS_Description)
 */
public record SourceTable(
        SqlServerTable name,
        boolean view,
        List<SourceColumn> columns,
        List<SourceIndex> indexes,
        OptionalLong rows,
        OptionalLong bytes,
        Optional<String> comment) {

    public SourceTable {
        columns = List.copyOf(columns);
        indexes = List.copyOf(indexes);
    }

    /** The column of that name, whatever its case. */
    public Optional<SourceColumn> column(String wanted) {
        return columns.stream()
                .filter(column -> column.name().equalsIgnoreCase(wanted))
                .findFirst();
    }

    /** The column whose value SQL Server raises with each change of a row; a table has one at most. */
    public Optional<SourceColumn> rowversion() {
        return columns.stream().filter(SourceColumn::isRowversion).findFirst();
    }

    /** What tells rows apart: the primary key, or the only unique index of columns that are never null. */
    public Optional<SourceIndex> key() {
        List<SourceIndex> unique = indexes.stream()
                .filter(index -> index.unique() && index.columns().stream().allMatch(this::isNeverNull))
                .toList();
        return unique.stream()
                .filter(SourceIndex::primary)
                .findFirst()
                .or(() -> unique.size() == 1 ? Optional.of(unique.get(0)) : Optional.empty());
    }

    /** The index in whose order the rows are kept. */
    public Optional<SourceIndex> clustered() {
        return indexes.stream().filter(SourceIndex::clustered).findFirst();
    }

    private boolean isNeverNull(String column) {
        return column(column).filter(found -> !found.nullable()).isPresent();
    }

    /**
     * A column.
     *
     * @param name as the source spells it
     * @param sourceType as T-SQL declares it, such as {@code decimal(10, 2)}
     * @param type what it is read as; empty when Databricks has nothing for it
     * @param advice of a type that is refused: what to select instead
     * @param comment its description (MS_Description)
     */
    public record SourceColumn(
            String name,
            String sourceType,
            Optional<ColumnType> type,
            String advice,
            boolean nullable,
            Optional<String> comment) {

        /** Whether SQL Server raises its value with each change of a row. */
        public boolean isRowversion() {
            return sourceType.equals("rowversion");
        }
    }

    /**
     * An index of all rows.
     *
     * @param primary whether it is the primary key's
     * @param clustered whether the rows are kept in its order
     * @param columns of its key, in their order
     */
    public record SourceIndex(String name, boolean primary, boolean unique, boolean clustered, List<String> columns) {

        public SourceIndex {
            columns = List.copyOf(columns);
        }
    }
}
