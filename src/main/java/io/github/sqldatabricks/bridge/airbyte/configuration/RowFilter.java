package io.github.sqldatabricks.bridge.airbyte.configuration;

import io.github.sqldatabricks.bridge.airbyte.configuration.RowFilter.Operator;
import io.github.sqldatabricks.bridge.airbyte.configuration.TableSelection.TableName;
import io.github.sqldatabricks.bridge.model.QuotedInput;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A condition on the rows of a table. Values are text here; what they mean is known when the column's type is.
 *
 * @param table every selected table of that name
 * @param values one; at least one for {@link Operator#IN}; none for the two about null
 */
public record RowFilter(TableName table, String column, Operator operator, List<String> values) {

    private static final int MOST_VALUES = 1000;

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

    /** Reads the fields of one row filter. */
    static RowFilter read(ConfigurationFields fields) {
        String table = fields.requiredText("table");
        TableName name =
                table.isEmpty() ? new TableName(Optional.empty(), table) : TableSelection.table(fields, "table", table);
        Operator operator = operator(fields);
        RowFilter filter = new RowFilter(name, fields.requiredText("column"), operator, values(fields, operator));
        fields.refuseOthers();
        return filter;
    }

    private static Operator operator(ConfigurationFields fields) {
        String text = fields.requiredText("operator");
        for (Operator operator : Operator.values()) {
            if (operator.wire().equals(text)) {
                return operator;
            }
        }
        if (!text.isEmpty()) {
            fields.problem("operator", "expected one of " + operators() + ", but got " + QuotedInput.of(text));
        }
        return Operator.EQUAL;
    }

    private static String operators() {
        return Arrays.stream(Operator.values()).map(Operator::wire).collect(Collectors.joining(", "));
    }

    private static List<String> values(ConfigurationFields fields, Operator operator) {
        Optional<String> value = fields.exactText("value");
        List<String> values = fields.texts("values");
        boolean several = operator == Operator.IN;
        require(fields, "value", !operator.takesNothing() && !several, value.isPresent(), operator);
        require(fields, "values", several, fields.has("values"), operator);
        if (values.size() > MOST_VALUES) {
            fields.problem("values", "expected at most " + MOST_VALUES + ", but got " + values.size());
        }
        return value.map(List::of).orElse(values);
    }

    private static void require(
            ConfigurationFields fields, String name, boolean wanted, boolean given, Operator operator) {
        if (wanted && !given) {
            fields.problem(name, "is missing, which " + operator.wire() + " needs");
        } else if (!wanted && given) {
            fields.problem(name, "has no meaning for " + operator.wire() + "; leave it out");
        }
    }
}
