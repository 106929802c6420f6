/** The Spark data source {@code sql-databricks-bridge}: the rows of a T-SQL query as a DataFrame, exactly, in partitions if wanted. */
package io.github.sqldatabricks.bridge.operator.query;
