/**
 * Delta tables as a load sees them: {@link io.github.sqldatabricks.bridge.databricks.load.LoadSql} writes every statement, {@link
 * io.github.sqldatabricks.bridge.databricks.load.DatabricksDeltaTables} runs them and tells what their failures mean.
 */
package io.github.sqldatabricks.bridge.databricks.load;
