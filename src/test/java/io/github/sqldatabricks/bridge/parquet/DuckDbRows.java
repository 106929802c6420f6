package io.github.sqldatabricks.bridge.parquet;

import io.github.sqldatabricks.bridge.model.Column;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.RowSchema;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/** Reads a file by DuckDB. Values come as a {@code ColumnVector} keeps them, by arithmetic that no time zone changes. */
final class DuckDbRows {

    private DuckDbRows() {}

    static List<List<Object>> read(Path file, RowSchema schema) throws SQLException {
        String columns = schema.columns().stream().map(DuckDbRows::expression).collect(Collectors.joining(", "));
        List<List<Object>> rows = new ArrayList<>();
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement();
                ResultSet result = statement.executeQuery("SELECT " + columns + " FROM read_parquet('" + file
                        + "', file_row_number = true) ORDER BY file_row_number")) {
            while (result.next()) {
                rows.add(row(result, schema));
            }
        }
        return rows;
    }

    private static String expression(Column column) {
        String name = '"' + column.name() + '"';
        ColumnType type = column.type();
        if (type instanceof ColumnType.Text
                || type instanceof ColumnType.Float32
                || type instanceof ColumnType.Float64) {
            return name;
        }
        if (type instanceof ColumnType.Bytes) {
            return "hex(" + name + ")";
        }
        if (type instanceof ColumnType.Decimal) {
            return "CAST(" + name + " AS VARCHAR)";
        }
        if (type instanceof ColumnType.Date) {
            return "date_diff('day', DATE '1970-01-01', " + name + ")";
        }
        boolean timestamp = type instanceof ColumnType.LocalTimestamp || type instanceof ColumnType.Instant;
        return timestamp ? "epoch_us(" + name + ")" : "CAST(" + name + " AS BIGINT)";
    }

    private static List<Object> row(ResultSet result, RowSchema schema) throws SQLException {
        List<Object> row = new ArrayList<>();
        for (int column = 0; column < schema.size(); column++) {
            Object value =
                    value(result, column + 1, schema.columns().get(column).type());
            row.add(result.wasNull() ? null : value);
        }
        return row;
    }

    private static Object value(ResultSet result, int number, ColumnType type) throws SQLException {
        if (type instanceof ColumnType.Float32 || type instanceof ColumnType.Float64) {
            return result.getDouble(number);
        }
        if (type instanceof ColumnType.Text || type instanceof ColumnType.Bytes) {
            String text = result.getString(number);
            return text == null || type instanceof ColumnType.Text
                    ? text
                    : HexFormat.of().parseHex(text);
        }
        return type instanceof ColumnType.Decimal decimal
                ? unscaled(result.getString(number), decimal)
                : (Object) result.getLong(number);
    }

    private static Object unscaled(String text, ColumnType.Decimal type) {
        if (text == null) {
            return null;
        }
        BigInteger unscaled = new BigDecimal(text).setScale(type.scale()).unscaledValue();
        return type.fitsLong() ? (Object) unscaled.longValueExact() : unscaled;
    }
}
