/**
 * What a change of a SQL Server table is, and how one event is applied exactly once. Databricks and SQL Server are behind the ports
 * {@link io.github.sqldatabricks.bridge.sync.SourceRows} and {@link io.github.sqldatabricks.bridge.sync.TargetDatabase}. Where events
 * come from and wait is in {@code event}.
 */
package io.github.sqldatabricks.bridge.sync;
