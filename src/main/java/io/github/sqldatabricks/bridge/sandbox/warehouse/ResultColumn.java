package io.github.sqldatabricks.bridge.sandbox.warehouse;

import java.util.Locale;

/**
 * A column of a result.
 *
 * @param name as the statement says
 * @param type of the API
 * @param typeText the whole type as Databricks writes it, such as {@code MAP<STRING, INT>}
 * @param precision of DECIMAL, 1 to 38; else 0
 * @param scale of DECIMAL; else 0
 */
record ResultColumn(String name, ResultType type, String typeText, int precision, int scale) {

    static ResultColumn of(String name, ResultType type, String typeText) {
        return new ResultColumn(name, type, typeText, 0, 0);
    }

    /**
     * The column of a type of DuckDB.
     *
     * @param duckType as DuckDB names it, such as {@code STRUCT(a INTEGER, b VARCHAR[])}
     */
    static ResultColumn ofDuckType(String name, String duckType) {
        return new DuckType(duckType).column(name);
    }

    /**
     * The types of result columns, by the names of the Statement Execution API.
     *
     * @see <a href="https://docs.databricks.com/api/workspace/statementexecution/executestatement">type_name</a>
     */
    enum ResultType {
        BOOLEAN,
        BYTE,
        SHORT,
        INT,
        LONG,
        FLOAT,
        DOUBLE,
        DECIMAL,
        STRING,
        BINARY,
        DATE,
        TIMESTAMP,
        TIMESTAMP_NTZ,
        ARRAY,
        MAP,
        STRUCT,
        VARIANT,
        NULL;

        /**
         * What selects a column so that no getter of a driver can change its value: days and microseconds since 1970 as
         * numbers, nested values as JSON text.
         */
        String selection(String column) {
            return switch (this) {
                case DATE -> "CAST(" + column + " - DATE '1970-01-01' AS INTEGER)";
                case TIMESTAMP, TIMESTAMP_NTZ -> "epoch_us(" + column + ")";
                case ARRAY, MAP, STRUCT, VARIANT -> "CAST(to_json(" + column + ") AS VARCHAR)";
                case STRING, NULL -> "CAST(" + column + " AS VARCHAR)";
                case BOOLEAN, BYTE, SHORT, INT, LONG, FLOAT, DOUBLE, DECIMAL, BINARY -> column;
            };
        }
    }

    /** Reads the name of a type. */
    private static final class DuckType {

        private final SqlCursor tokens;

        private DuckType(String duckType) {
            this.tokens = new SqlCursor(SqlLexer.tokens(duckType.replace('"', '`')));
        }

        private ResultColumn column(String name) {
            ResultColumn column = element(name);
            while (tokens.skipSymbol("[")) {
                tokens.skipSymbol(
                        tokens.peek(0).isSymbol("]") ? "" : tokens.next().value());
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
}
