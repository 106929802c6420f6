/**
 * The job store in plain JDBC: H2 by default, SQL Server in production, the same statements on both. Which worker may do
 * what is decided by conditional updates in the database, and every time is of the database's clock, so that processes
 * with wrong clocks can share a store.
 */
package io.github.sqldatabricks.bridge.store;
