/**
 * An embedded emulator of SQL Server: H2 in its MSSQLServer mode behind the same port. Where its SQL differs from
 * T-SQL, the difference is bridged here and nowhere else.
 */
package io.github.sqldatabricks.bridge.sandbox.sqlserver;
