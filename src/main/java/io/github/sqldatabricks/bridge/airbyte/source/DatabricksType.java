package io.github.sqldatabricks.bridge.airbyte.source;

import io.github.sqldatabricks.bridge.model.ColumnType;
import java.util.List;

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
