/**
 * Event sync: what a change of a SQL Server table is, and how one event is applied exactly once. Databricks and SQL Server
 * are behind the ports {@link io.github.sqldatabricks.bridge.sync.EventsTable}, {@link
 * io.github.sqldatabricks.bridge.sync.SourceRows}, {@link io.github.sqldatabricks.bridge.sync.TargetDatabase}; what was
 * asked for and how far it is, is behind {@link io.github.sqldatabricks.bridge.sync.EventStore}.
 */
package io.github.sqldatabricks.bridge.sync;
