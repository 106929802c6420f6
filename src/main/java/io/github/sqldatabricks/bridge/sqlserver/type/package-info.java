/**
 * SQL Server's types: one descriptor for each ({@link io.github.sqldatabricks.bridge.sqlserver.type.SqlServerType}) says how it is
 * declared, what its values become when they are read, what a column of it takes from Databricks, and how values are staged on the
 * way there. A value arrives unchanged or is refused. Nothing here depends on the JVM's time zone or talks to a server.
 */
package io.github.sqldatabricks.bridge.sqlserver.type;
