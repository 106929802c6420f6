package io.github.sqldatabricks.bridge.airbyte.source;

import io.github.sqldatabricks.bridge.model.DataType;
import io.github.sqldatabricks.bridge.model.UnityTable;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A table or view as the catalog describes it at one moment.
 *
 * @param columns at least one, in order
 * @param primaryKey the columns of its primary key constraint in order, or empty; Databricks does not enforce that it is unique
 * @param changeDataFeed whether its change data feed is switched on
 */
public record TableDescription(
        UnityTable table, List<TableColumn> columns, List<String> primaryKey, boolean changeDataFeed) {

    public TableDescription {
        columns = List.copyOf(columns);
        primaryKey = List.copyOf(primaryKey);
    }

    /** The column of that name; case is ignored, as Databricks does. */
    public Optional<TableColumn> column(String name) {
        String wanted = name.toLowerCase(Locale.ROOT);
        return columns.stream()
                .filter(column -> column.name().toLowerCase(Locale.ROOT).equals(wanted))
                .findFirst();
    }

    /**
     * A column of a table or view.
     *
     * @param name as the catalog spells it
     * @param type with all its parts
     * @param nullable whether a null can occur
     * @param comment what its owner wrote about it
     */
    public record TableColumn(String name, DataType type, boolean nullable, Optional<String> comment) {}
}
