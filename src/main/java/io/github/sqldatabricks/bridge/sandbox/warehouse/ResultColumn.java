package io.github.sqldatabricks.bridge.sandbox.warehouse;

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
}
