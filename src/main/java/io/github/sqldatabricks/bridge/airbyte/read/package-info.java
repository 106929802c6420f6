/**
 * Reading streams: what a STATE promises, and how that is kept.
 *
 * <h2>Positions</h2>
 *
 * Whatever can be resumed is read in an order: the primary key (full refresh), the cursor column (incremental), the commit
 * version (change data feed). A {@link io.github.sqldatabricks.bridge.airbyte.state.StreamState.Position} is a value of that order together
 * with fingerprints of records, and says: <b>all records before the value were written, and of those at it these</b>. Reading goes
 * on with {@code >= value}, and a record at the value whose fingerprint is among them is left out. So
 *
 * <ul>
 *   <li>a position may be taken after any row, also between two rows of the same value: nothing is lost, nothing is doubled;
 *   <li>ties, keys that are not unique (Databricks does not enforce them) and rows that come later with the same cursor value are
 *       read; a row that changed while its cursor value stayed the same is another record, and read again;
 *   <li>a table needs no key for that: a fingerprint is taken of the record itself, as a multiset (twins count twice).
 * </ul>
 *
 * More than {@value io.github.sqldatabricks.bridge.airbyte.read.PositionTracker.Fingerprints#MOST} records of one value are not kept, because a
 * state travels through the platform's database. Then the records of that one value are read again: doubled, never lost.
 *
 * <h2>Checkpoints</h2>
 *
 * A STATE stands behind the records it covers, in the same block of bytes or a later one, so it is never ahead of them. It comes
 * after the configured number of records or seconds, at the end, and when a stream fails. After a transient failure the stream is
 * opened again at the position that was reached in memory, not at the last STATE.
 *
 * <h2>Modes</h2>
 *
 * <ul>
 *   <li><b>Full refresh.</b> With a primary key it is ordered, of one version of the Delta table, and resumes on that version as
 *       long as the table keeps it. Without, it is one unordered query, with one STATE at its end; when it fails after its first
 *       record, the stream fails, because going on would double rows. A complete refresh is not repeated by another attempt of
 *       the same job ({@code generation_id} and {@code sync_id} are the same); any other sync reads everything.
 *   <li><b>Cursor.</b> First the greatest value is taken, which bounds this sync and stays in the state until it is done.
 *       Records without a cursor value come first, once; later syncs only warn when there are more of them. The next sync begins
 *       at the last value, or before it by the lookback window; what the window covers is read twice, on purpose.
 *   <li><b>Change data feed.</b> First the rows of one version as in a full refresh, then the changes of each later version.
 * </ul>
 *
 * Streams are read in parallel, each by one thread with one batch of rows and one block of bytes. A stream that fails ends
 * INCOMPLETE with a TRACE ERROR; the others go on.
 */
package io.github.sqldatabricks.bridge.airbyte.read;
