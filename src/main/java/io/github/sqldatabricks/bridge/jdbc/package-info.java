/**
 * Reading rows with plain {@code java.sql}, for every adapter that speaks JDBC. One {@link
 * io.github.sqldatabricks.bridge.jdbc.ColumnReader} per column is chosen once; the hot path then neither branches on
 * types nor boxes numbers.
 */
package io.github.sqldatabricks.bridge.jdbc;
