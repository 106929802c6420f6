/**
 * Loads the files of a finished extraction into a Delta table, exactly once, whatever is killed or cut between. Plain Java: {@link
 * io.github.sqldatabricks.bridge.load.LoadService} has the steps, {@link io.github.sqldatabricks.bridge.load.DeltaTables} is the port to
 * Databricks.
 *
 * <p>How "exactly once" holds: a target has one row of state in Delta, with a fencing token and the number of loads. Every data statement
 * is idempotent by its mode and tests both before it writes, then the state moves on. What dies between is repeated, which changes nothing;
 * who was overtaken writes nothing any more.
 */
package io.github.sqldatabricks.bridge.load;
