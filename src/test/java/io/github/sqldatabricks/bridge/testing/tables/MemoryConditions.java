package io.github.sqldatabricks.bridge.testing.tables;

import io.github.sqldatabricks.bridge.airbyte.source.TableQuery.Condition;
import io.github.sqldatabricks.bridge.airbyte.source.TableQuery.Literal;
import io.github.sqldatabricks.bridge.airbyte.source.WorkspaceTables.TableDescription;
import io.github.sqldatabricks.bridge.model.ColumnType;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;

/** Whether rows satisfy conditions, decided as SQL does. */
final class MemoryConditions {

    private static final long MICROS = 1_000_000;

    private MemoryConditions() {}

    static boolean holds(TableDescription table, List<Condition> conditions, List<Object> row) {
        return conditions.stream().allMatch(condition -> holds(table, condition, row));
    }

    private static boolean holds(TableDescription table, Condition condition, List<Object> row) {
        if (condition instanceof Condition.Comparison comparison) {
            Object value = row.get(index(table, comparison.column()));
            return value != null && matches(comparison.operator(), compare(value, value(comparison.value())));
        }
        if (condition instanceof Condition.OneOf oneOf) {
            Object value = row.get(index(table, oneOf.column()));
            return value != null && oneOf.values().stream().anyMatch(one -> compare(value, value(one)) == 0);
        }
        if (condition instanceof Condition.Null isNull) {
            return (row.get(index(table, isNull.column())) == null) == isNull.isNull();
        }
        return isFrom(table, (Condition.From) condition, row);
    }

    private static boolean isFrom(TableDescription table, Condition.From from, List<Object> row) {
        for (int i = 0; i < from.columns().size(); i++) {
            Object value = row.get(index(table, from.columns().get(i)));
            int order = value == null ? -1 : compare(value, value(from.values().get(i)));
            if (order != 0) {
                return order > 0;
            }
        }
        return true;
    }

    private static boolean matches(Condition.Operator operator, int order) {
        return switch (operator) {
            case EQUAL -> order == 0;
            case NOT_EQUAL -> order != 0;
            case LESS -> order < 0;
            case AT_MOST -> order <= 0;
            case GREATER -> order > 0;
            case AT_LEAST -> order >= 0;
        };
    }

    static Comparator<List<Object>> order(TableDescription table, List<String> columns) {
        Comparator<List<Object>> order = (one, other) -> 0;
        for (String column : columns) {
            int index = index(table, column);
            order = order.thenComparing(row -> row.get(index), Comparator.nullsFirst(MemoryConditions::compare));
        }
        return order;
    }

    static int index(TableDescription table, String column) {
        for (int i = 0; i < table.columns().size(); i++) {
            if (table.columns().get(i).name().equalsIgnoreCase(column)) {
                return i;
            }
        }
        throw new AssertionError("the table has no column " + column);
    }

    @SuppressWarnings("unchecked")
    static int compare(Object one, Object other) {
        return ((Comparable<Object>) one).compareTo(other);
    }

    static Object value(Literal literal) {
        ColumnType type = literal.type();
        if (type instanceof ColumnType.Decimal decimal) {
            BigDecimal number = new BigDecimal(literal.text()).setScale(decimal.scale());
            return decimal.fitsLong() ? (Object) number.unscaledValue().longValueExact() : number.unscaledValue();
        }
        if (type instanceof ColumnType.Date) {
            return LocalDate.parse(literal.text()).toEpochDay();
        }
        if (type instanceof ColumnType.LocalTimestamp || type instanceof ColumnType.Instant) {
            LocalDateTime time = LocalDateTime.parse(literal.text().replace("Z", ""));
            return time.toEpochSecond(ZoneOffset.UTC) * MICROS + time.getNano() / 1000;
        }
        return type instanceof ColumnType.Text ? literal.text() : (Object) Long.parseLong(literal.text());
    }
}
