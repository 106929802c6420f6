package io.github.sqldatabricks.bridge.databricks.tables;

import io.github.sqldatabricks.bridge.airbyte.source.Literal;
import io.github.sqldatabricks.bridge.airbyte.source.TableQuery.Condition;
import io.github.sqldatabricks.bridge.airbyte.source.TableQuery.Condition.Operator;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.UnityTable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/** Writes conditions as a WHERE clause, every literal as a marker. */
final class WhereClause {

    /** The most that Databricks takes is 256, as measured with the driver. */
    private static final int MOST_PARAMETERS = 250;

    private final List<String> parameters = new ArrayList<>();

    /** {@code " WHERE ..."}, or nothing when there is no condition. */
    String where(List<Condition> conditions) {
        return conditions.isEmpty()
                ? ""
                : conditions.stream()
                        .map(condition -> "(" + sql(condition) + ")")
                        .collect(Collectors.joining(" AND ", " WHERE ", ""));
    }

    /** The literals' texts, in the order of the markers written so far. */
    List<String> parameters() {
        return Collections.unmodifiableList(parameters);
    }

    private String sql(Condition condition) {
        if (condition instanceof Condition.Comparison comparison) {
            return compare(comparison.column(), comparison.operator(), comparison.value());
        }
        if (condition instanceof Condition.OneOf oneOf) {
            return oneOf.values().stream()
                    .map(this::marker)
                    .collect(Collectors.joining(", ", UnityTable.quote(oneOf.column()) + " IN (", ")"));
        }
        if (condition instanceof Condition.Null isNull) {
            return UnityTable.quote(isNull.column()) + (isNull.isNull() ? " IS NULL" : " IS NOT NULL");
        }
        return from((Condition.From) condition);
    }

    /** {@code a > ? OR (a = ? AND b >= ?)}; the bounds of the first column let Delta skip files by its statistics. */
    private String from(Condition.From from) {
        List<String> alternatives = new ArrayList<>();
        int last = from.columns().size() - 1;
        for (int index = 0; index <= last; index++) {
            List<String> terms = new ArrayList<>();
            for (int equal = 0; equal < index; equal++) {
                terms.add(compare(
                        from.columns().get(equal), Operator.EQUAL, from.values().get(equal)));
            }
            Operator operator = index == last ? Operator.AT_LEAST : Operator.GREATER;
            terms.add(compare(from.columns().get(index), operator, from.values().get(index)));
            alternatives.add("(" + String.join(" AND ", terms) + ")");
        }
        return String.join(" OR ", alternatives);
    }

    private String compare(String column, Operator operator, Literal value) {
        return UnityTable.quote(column) + " " + operator.sql() + " " + marker(value);
    }

    private String marker(Literal value) {
        if (parameters.size() == MOST_PARAMETERS) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.TOO_MANY_FILTER_VALUES,
                    "Expected filters with at most " + MOST_PARAMETERS
                            + " values on one table, but there are more. Use a range, or a view with the condition in it.");
        }
        parameters.add(value.text());
        return typed(value.type());
    }

    /** The marker of a value bound as STRING, made exactly its type by an expression: the driver's own types are fewer. */
    private static String typed(ColumnType type) {
        if (type instanceof ColumnType.Text) {
            return "?";
        }
        return type instanceof ColumnType.Bytes ? "unbase64(?)" : "CAST(? AS " + name(type) + ")";
    }

    private static String name(ColumnType type) {
        if (type instanceof ColumnType.Decimal decimal) {
            return "DECIMAL(" + decimal.precision() + ", " + decimal.scale() + ")";
        }
        if (type instanceof ColumnType.Date) {
            return "DATE";
        }
        if (type instanceof ColumnType.LocalTimestamp) {
            return "TIMESTAMP_NTZ";
        }
        return type instanceof ColumnType.Instant ? "TIMESTAMP" : number(type);
    }

    private static String number(ColumnType type) {
        if (type instanceof ColumnType.Bool) {
            return "BOOLEAN";
        }
        if (type instanceof ColumnType.Float32) {
            return "FLOAT";
        }
        if (type instanceof ColumnType.Float64) {
            return "DOUBLE";
        }
        return type instanceof ColumnType.Int64 ? "BIGINT" : "INT";
    }
}
