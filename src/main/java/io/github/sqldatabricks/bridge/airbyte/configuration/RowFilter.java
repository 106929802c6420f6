package io.github.sqldatabricks.bridge.airbyte.configuration;

import java.util.List;
import java.util.Locale;

/**
 * A condition on the rows of a table. Values are text here; what they mean is known when the column's type is.
 *
 * @param table every selected table of that name
 * @param values one; at least one for {@link Operator#IN}; none for the two about null
 */
public record RowFilter(TableName table, String column, Operator operator, List<String> values) {

    public RowFilter {
        values = List.copyOf(values);
    }

    /** How the column is compared. */
    public enum Operator {
        EQUAL,
        NOT_EQUAL,
        LESS,
        AT_MOST,
        GREATER,
        AT_LEAST,
        IN,
        IS_NULL,
        IS_NOT_NULL;

        /** Whether there is nothing to compare with. */
        public boolean takesNothing() {
            return this == IS_NULL || this == IS_NOT_NULL;
        }

        /** As a configuration spells it. */
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
