/** How a Databricks job says which SQL Server it means, and how it logs in. */
package io.github.sqldatabricks.bridge.operator.connection;
