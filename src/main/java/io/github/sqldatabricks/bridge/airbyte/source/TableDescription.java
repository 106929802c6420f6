package io.github.sqldatabricks.bridge.airbyte.source;

import io.github.sqldatabricks.bridge.model.ColumnType;
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
    public record TableColumn(String name, DatabricksType type, boolean nullable, Optional<String> comment) {}

    /**
     * The type of a Databricks column, its parts included.
     *
     * @see <a href="https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-datatypes">Data types</a>
     */
    public sealed interface DatabricksType {

        /** One value of the vocabulary that all sides share. */
        record Plain(ColumnType type) implements DatabricksType {}

        /** A list of values of one type. */
        record ArrayOf(DatabricksType element) implements DatabricksType {}

        /** Values by key; JSON has text keys only. */
        record MapOf(DatabricksType key, DatabricksType value) implements DatabricksType {}

        /** Named fields, in order. */
        record StructOf(List<Field> fields) implements DatabricksType {
            public StructOf {
                fields = List.copyOf(fields);
            }
        }

        /** Anything that JSON can say; each row says something else. */
        record Variant() implements DatabricksType {}

        /**
         * A type that only has a form as text, such as an interval.
         *
         * @param name as the catalog spells it, such as {@code interval day to second}
         */
        record Textual(String name) implements DatabricksType {}

        /** One field of a {@link StructOf}. */
        record Field(String name, DatabricksType type) {}
    }
}
