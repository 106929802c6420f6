package io.github.sqldatabricks.bridge.sandbox.warehouse;

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
