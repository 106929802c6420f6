/**
 * What a column of each SQL Server type takes of what Databricks has, and the check of each value: it arrives unchanged or
 * is refused. Plain Java; nothing here depends on the JVM's time zone.
 */
package io.github.sqldatabricks.bridge.sync.type;
