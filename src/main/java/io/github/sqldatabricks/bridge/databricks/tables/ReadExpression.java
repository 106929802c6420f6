package io.github.sqldatabricks.bridge.databricks.tables;

import io.github.sqldatabricks.bridge.airbyte.source.DatabricksType;
import io.github.sqldatabricks.bridge.airbyte.source.TableColumn;
import io.github.sqldatabricks.bridge.databricks.ExactColumns;
import io.github.sqldatabricks.bridge.model.Column;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.UnityTable;
import java.util.regex.Pattern;

/**
 * A column of a result and the expression that reads it: nested values and variants as JSON text, what has no other form as
 * text, the rest as {@link ExactColumns} says.
 */
record ReadExpression(Column column, String sql) {

    /** They can't be cast to text. */
    private static final Pattern GEOSPATIAL = Pattern.compile("geo(graphy|metry)\\b.*");

    static ReadExpression of(TableColumn column) {
        String value = UnityTable.quote(column.name());
        DatabricksType type = column.type();
        if (type instanceof DatabricksType.Plain plain) {
            return of(column, plain.type(), ExactColumns.expression(plain.type(), value));
        }
        String text =
                type instanceof DatabricksType.Textual textual ? text(textual, value) : JsonExpression.of(type, value);
        return of(column, new ColumnType.Text(), text);
    }

    private static String text(DatabricksType.Textual type, String value) {
        return GEOSPATIAL.matcher(type.name()).matches() ? "st_asewkt(" + value + ")" : "CAST(" + value + " AS STRING)";
    }

    private static ReadExpression of(TableColumn column, ColumnType type, String sql) {
        return new ReadExpression(
                new Column(column.name(), type, column.nullable(), column.type().toString()), sql);
    }
}
