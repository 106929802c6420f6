/**
 * One event's work in a SQL database: the ledger that makes it exactly once, the transaction, the checks of the staged keys.
 * Shared by {@code sqlserver} and the sandbox's emulator, whose differences are a {@link
 * io.github.sqldatabricks.bridge.target.TargetDialect}.
 */
package io.github.sqldatabricks.bridge.target;
