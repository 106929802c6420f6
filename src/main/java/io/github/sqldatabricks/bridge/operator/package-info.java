/**
 * The bridge inside of a Databricks job, without a server: changes SQL Server with the rows of Spark tables, exactly as event
 * sync does. {@link io.github.sqldatabricks.bridge.operator.SqlServerOperator} is what Python calls through Spark's gateway;
 * {@link io.github.sqldatabricks.bridge.operator.query} reads the other way. It is packaged as a jar of its own, which
 * brings neither Quarkus nor Spark.
 */
package io.github.sqldatabricks.bridge.operator;
