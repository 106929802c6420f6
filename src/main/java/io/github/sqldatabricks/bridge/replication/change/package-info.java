/**
 * How a stream finds what changed since the last time: {@link io.github.sqldatabricks.bridge.replication.change.Position} says how far it
 * was read, {@link io.github.sqldatabricks.bridge.replication.change.ChangeWindows} decides how far it is read next, {@link
 * io.github.sqldatabricks.bridge.replication.change.ChangeSource} makes the statement. Plain Java; the server is asked by the port {@link
 * io.github.sqldatabricks.bridge.replication.change.SourceClock}.
 *
 * <p>What everybody else loses: a transaction that commits late brings rows whose cursor is older than the newest that was read. So a
 * window never ends at the newest value alone, but below whatever an open transaction may still bring; where that can't be known, the
 * window says so ({@link io.github.sqldatabricks.bridge.replication.change.Window.Completeness}).
 */
package io.github.sqldatabricks.bridge.replication.change;
