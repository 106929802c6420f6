package io.github.sqldatabricks.bridge.airbyte.read;

import io.github.sqldatabricks.bridge.airbyte.configuration.RowFilter;
import io.github.sqldatabricks.bridge.airbyte.source.DatabricksType;
import io.github.sqldatabricks.bridge.airbyte.source.Literal;
import io.github.sqldatabricks.bridge.airbyte.source.TableDescription;
import io.github.sqldatabricks.bridge.airbyte.source.TableDescription.TableColumn;
import io.github.sqldatabricks.bridge.airbyte.source.TableQuery.Condition;
import io.github.sqldatabricks.bridge.airbyte.state.PositionType;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.util.List;
import java.util.Set;

/** Turns the row filters of a configuration into conditions on a table, with literals of its columns' types. */
final class Filters {

    private static final Set<String> BOOLEANS = Set.of("true", "false");

    private Filters() {}

    /** @throws BridgeException.InvalidRequest when a filter's column is missing, or a value is none of its type */
    static List<Condition> of(TableDescription table, List<RowFilter> filters) {
        return filters.stream()
                .filter(filter -> filter.table().matches(table.table()))
                .map(filter -> condition(table, filter))
                .toList();
    }

    private static Condition condition(TableDescription table, RowFilter filter) {
        TableColumn column =
                table.column(filter.column()).orElseThrow(() -> invalid(table, filter, "a column of the table"));
        return switch (filter.operator()) {
            case IS_NULL -> new Condition.Null(column.name(), true);
            case IS_NOT_NULL -> new Condition.Null(column.name(), false);
            case IN -> new Condition.OneOf(column.name(), literals(table, column, filter));
            case EQUAL -> comparison(table, column, filter, Condition.Operator.EQUAL);
            case NOT_EQUAL -> comparison(table, column, filter, Condition.Operator.NOT_EQUAL);
            case LESS -> comparison(table, column, filter, Condition.Operator.LESS);
            case AT_MOST -> comparison(table, column, filter, Condition.Operator.AT_MOST);
            case GREATER -> comparison(table, column, filter, Condition.Operator.GREATER);
            case AT_LEAST -> comparison(table, column, filter, Condition.Operator.AT_LEAST);
        };
    }

    private static Condition comparison(
            TableDescription table, TableColumn column, RowFilter filter, Condition.Operator operator) {
        return new Condition.Comparison(
                column.name(), operator, literals(table, column, filter).get(0));
    }

    private static List<Literal> literals(TableDescription table, TableColumn column, RowFilter filter) {
        if (isBoolean(column)) {
            require(filter.values().stream().allMatch(BOOLEANS::contains), table, filter, "true or false");
        } else {
            PositionType type = PositionType.of(column.type())
                    .orElseThrow(() -> invalid(
                            table, filter, "a column of whole numbers, decimals, dates, timestamps, text or booleans"));
            String expected = "values of type " + type.wire() + ", such as " + type.example();
            require(filter.values().stream().allMatch(type::accepts), table, filter, expected);
        }
        ColumnType type = ((DatabricksType.Plain) column.type()).type();
        return filter.values().stream().map(text -> new Literal(type, text)).toList();
    }

    private static boolean isBoolean(TableColumn column) {
        return column.type() instanceof DatabricksType.Plain plain && plain.type() instanceof ColumnType.Bool;
    }

    private static void require(boolean holds, TableDescription table, RowFilter filter, String expected) {
        if (!holds) {
            throw invalid(table, filter, expected);
        }
    }

    private static BridgeException invalid(TableDescription table, RowFilter filter, String expected) {
        return new BridgeException.InvalidRequest(
                ErrorCode.INVALID_ROW_FILTER,
                "Expected " + expected + " in the row filter on column '" + filter.column() + "' of " + table.table()
                        + ". Correct it in row_filters.");
    }
}
