/**
 * Loads the files of a finished extraction into a Delta table, exactly once, whatever is killed or cut between. Plain Java: {@link
 * io.github.sqldatabricks.bridge.load.LoadService} has the steps, {@link io.github.sqldatabricks.bridge.load.DeltaTables} is the port to
 * Databricks.
 *
 * <p>How "exactly once" holds: a stream of loads has one row of state in Delta, with a fencing token, the number of loads and the last
 * one's id. Every data statement is idempotent by its mode and tests token and number before it writes, then the state moves on. What dies
 * between is repeated, which changes nothing; who was overtaken writes nothing any more. What is given up between is replaced by the
 * stream's next load: by its mode, or, in a table that is appended to, because its rows have an id behind that of the last load that ended.
 * Ids sort by time, so that a load that comes after a newer one is known and refused.
 */
package io.github.sqldatabricks.bridge.load;
