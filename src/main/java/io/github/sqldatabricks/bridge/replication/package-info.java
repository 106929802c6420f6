/**
 * Replications: files that say which tables of a SQL Server are kept current in which Delta tables, and what follows from them. {@link
 * io.github.sqldatabricks.bridge.replication.ReplicationPlanner} resolves a file against the source's catalogue; nothing here reads or
 * loads a row.
 */
package io.github.sqldatabricks.bridge.replication;
