package io.github.sqldatabricks.bridge.databricks.tables;

import io.github.sqldatabricks.bridge.model.ColumnType;

/** How a literal's text, bound as STRING, becomes a value of exactly its type: the driver's own types are fewer. */
final class ParameterType {

    private ParameterType() {}

    /** The expression around the marker. */
    static String expression(ColumnType type) {
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
