package io.github.sqldatabricks.bridge.sandbox.warehouse;

import java.util.Locale;

/** Reads the names that DuckDB gives its types, such as {@code STRUCT(a INTEGER, b VARCHAR[])}. */
final class DuckTypes {

    private final SqlCursor tokens;

    private DuckTypes(String duckType) {
        this.tokens = new SqlCursor(SqlLexer.tokens(duckType.replace('"', '`')));
    }

    /** The result column for a column of the type. */
    static ResultColumn column(String name, String duckType) {
        return new DuckTypes(duckType).column(name);
    }

    private ResultColumn column(String name) {
        ResultColumn column = element(name);
        while (tokens.skipSymbol("[")) {
            tokens.skipSymbol(tokens.peek(0).isSymbol("]") ? "" : tokens.next().value());
            tokens.requireSymbol("]");
            column = ResultColumn.of(name, ResultType.ARRAY, "ARRAY<" + column.typeText() + ">");
        }
        return column;
    }

    private ResultColumn element(String name) {
        String word = tokens.requireName().toUpperCase(Locale.ROOT);
        return switch (word) {
            case "DECIMAL" -> decimal(name);
            case "MAP" -> map(name);
            case "STRUCT" -> struct(name);
            case "TIMESTAMP" -> timestamp(name);
            case "ENUM" -> enumeration(name);
            case "TIME" -> time(name);
            default -> scalar(name, word);
        };
    }

    private ResultColumn decimal(String name) {
        tokens.requireSymbol("(");
        int precision = Integer.parseInt(tokens.next().value());
        tokens.requireSymbol(",");
        int scale = Integer.parseInt(tokens.next().value());
        tokens.requireSymbol(")");
        return decimal(name, precision, scale);
    }

    private static ResultColumn decimal(String name, int precision, int scale) {
        String text = "DECIMAL(" + precision + "," + scale + ")";
        return new ResultColumn(name, ResultType.DECIMAL, text, precision, scale);
    }

    private ResultColumn map(String name) {
        tokens.requireSymbol("(");
        String key = column(name).typeText();
        tokens.requireSymbol(",");
        String value = column(name).typeText();
        tokens.requireSymbol(")");
        return ResultColumn.of(name, ResultType.MAP, "MAP<" + key + ", " + value + ">");
    }

    private ResultColumn struct(String name) {
        StringBuilder fields = new StringBuilder();
        tokens.requireSymbol("(");
        do {
            fields.append(fields.isEmpty() ? "" : ", ")
                    .append(tokens.requireName())
                    .append(": ");
            fields.append(column(name).typeText());
        } while (tokens.skipSymbol(","));
        tokens.requireSymbol(")");
        return ResultColumn.of(name, ResultType.STRUCT, "STRUCT<" + fields + ">");
    }

    private ResultColumn timestamp(String name) {
        return tokens.skipWords("WITH", "TIME", "ZONE")
                ? ResultColumn.of(name, ResultType.TIMESTAMP, "TIMESTAMP")
                : ResultColumn.of(name, ResultType.TIMESTAMP_NTZ, "TIMESTAMP_NTZ");
    }

    private ResultColumn time(String name) {
        tokens.skipWords("WITH", "TIME", "ZONE");
        return ResultColumn.of(name, ResultType.STRING, "STRING");
    }

    private ResultColumn enumeration(String name) {
        tokens.skipParentheses();
        return ResultColumn.of(name, ResultType.STRING, "STRING");
    }

    private static ResultColumn scalar(String name, String word) {
        return switch (word) {
            case "BOOLEAN" -> ResultColumn.of(name, ResultType.BOOLEAN, "BOOLEAN");
            case "TINYINT" -> ResultColumn.of(name, ResultType.BYTE, "TINYINT");
            case "SMALLINT", "UTINYINT" -> ResultColumn.of(name, ResultType.SHORT, "SMALLINT");
            case "INTEGER", "USMALLINT" -> ResultColumn.of(name, ResultType.INT, "INT");
            case "BIGINT", "UINTEGER" -> ResultColumn.of(name, ResultType.LONG, "BIGINT");
            case "UBIGINT", "HUGEINT", "UHUGEINT" -> decimal(name, 38, 0);
            case "FLOAT" -> ResultColumn.of(name, ResultType.FLOAT, "FLOAT");
            case "DOUBLE" -> ResultColumn.of(name, ResultType.DOUBLE, "DOUBLE");
            case "BLOB" -> ResultColumn.of(name, ResultType.BINARY, "BINARY");
            case "DATE" -> ResultColumn.of(name, ResultType.DATE, "DATE");
            case "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS" ->
                ResultColumn.of(name, ResultType.TIMESTAMP_NTZ, "TIMESTAMP_NTZ");
            case "JSON", "VARIANT" -> ResultColumn.of(name, ResultType.VARIANT, "VARIANT");
            case "NULL" -> ResultColumn.of(name, ResultType.NULL, "VOID");
            default -> ResultColumn.of(name, ResultType.STRING, "STRING");
        };
    }
}
