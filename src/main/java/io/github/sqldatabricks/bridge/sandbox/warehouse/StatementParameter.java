package io.github.sqldatabricks.bridge.sandbox.warehouse;

/**
 * A value for a parameter marker.
 *
 * @param name of {@code :name}; empty for {@code ?}
 * @param ordinal of {@code ?}, from 1; 0 for {@code :name}
 * @param value as text; null is NULL
 * @param type Databricks SQL type, such as {@code DECIMAL(10,2)}
 */
record StatementParameter(String name, int ordinal, String value, String type) {}
