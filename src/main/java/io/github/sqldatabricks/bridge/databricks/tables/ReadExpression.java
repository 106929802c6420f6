package io.github.sqldatabricks.bridge.databricks.tables;

import io.github.sqldatabricks.bridge.airbyte.source.DatabricksType;
import io.github.sqldatabricks.bridge.airbyte.source.TableColumn;
import io.github.sqldatabricks.bridge.databricks.ExactColumns;
import io.github.sqldatabricks.bridge.model.Column;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.UnityTable;

/**
 * A column of a result and the expression that reads it: nested values and variants as JSON text, what has no other form as
 * text, the rest as {@link ExactColumns} says.
 */
record ReadExpression(Column column, String sql) {

    /**
     * Without these, fields that are null vanish and microseconds are cut to milliseconds.
     *
     * @see <a href="https://docs.databricks.com/aws/en/sql/language-manual/functions/to_json">to_json</a>
     */
    private static final String JSON_OPTIONS = "map('ignoreNullFields', 'false',"
            + " 'timestampFormat', \"yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX\","
            + " 'timestampNTZFormat', \"yyyy-MM-dd'T'HH:mm:ss.SSSSSS\")";

    static ReadExpression of(TableColumn column) {
        String value = UnityTable.quote(column.name());
        DatabricksType type = column.type();
        if (type instanceof DatabricksType.Plain plain) {
            return of(column, plain.type(), ExactColumns.expression(plain.type(), value));
        }
        if (type instanceof DatabricksType.Textual) {
            return of(column, new ColumnType.Text(), "CAST(" + value + " AS STRING)");
        }
        return of(column, new ColumnType.Text(), "to_json(" + value + ", " + JSON_OPTIONS + ")");
    }

    private static ReadExpression of(TableColumn column, ColumnType type, String sql) {
        return new ReadExpression(
                new Column(column.name(), type, column.nullable(), column.type().toString()), sql);
    }
}
