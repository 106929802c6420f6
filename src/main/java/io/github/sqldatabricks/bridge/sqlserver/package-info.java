/**
 * SQL Server through Microsoft's driver: pools by country, types, streaming reads, what errors mean.
 */
package io.github.sqldatabricks.bridge.sqlserver;
