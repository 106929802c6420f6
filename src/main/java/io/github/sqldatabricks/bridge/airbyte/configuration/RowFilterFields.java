package io.github.sqldatabricks.bridge.airbyte.configuration;

import io.github.sqldatabricks.bridge.airbyte.configuration.RowFilter.Operator;
import io.github.sqldatabricks.bridge.model.QuotedInput;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The fields of one row filter. */
final class RowFilterFields {

    private static final int MOST_VALUES = 1000;

    private RowFilterFields() {}

    static RowFilter read(Fields fields) {
        String table = fields.requiredText("table");
        TableName name = table.isEmpty()
                ? new TableName(Optional.empty(), table)
                : SelectionFields.table(fields, "table", table);
        Operator operator = operator(fields);
        RowFilter filter = new RowFilter(name, fields.requiredText("column"), operator, values(fields, operator));
        fields.refuseOthers();
        return filter;
    }

    private static Operator operator(Fields fields) {
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

    private static List<String> values(Fields fields, Operator operator) {
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

    private static void require(Fields fields, String name, boolean wanted, boolean given, Operator operator) {
        if (wanted && !given) {
            fields.problem(name, "is missing, which " + operator.wire() + " needs");
        } else if (!wanted && given) {
            fields.problem(name, "has no meaning for " + operator.wire() + "; leave it out");
        }
    }
}
