/**
 * How far a stream was read, as the STATE messages say it; what they promise is written in package {@code airbyte.read}.
 *
 * <p>A state is a JSON object with {@code version} (1) and {@code mode}:
 *
 * <ul>
 *   <li>{@code full_refresh}: {@code complete}; {@code generation_id} and {@code sync_id} of the configured stream, when it had
 *       them; {@code snapshot_version} of the Delta table that is read; {@code position};
 *   <li>{@code cursor}: {@code cursor_field}; {@code null_records}, once those without a cursor value were read;
 *       {@code upper_bound} and {@code time_limit}, as long as the sync that found them is not done; {@code position}; {@code ahead},
 *       the fingerprints of records whose cursor value is later than the server's time;
 *   <li>{@code change_data_feed}, first with {@code snapshot_version}, {@code snapshot_at} and {@code position}, then with
 *       {@code position} in the column {@code _commit_version}.
 * </ul>
 *
 * <p>A position holds {@code values} ({@code column}, {@code type}, and the exact {@code value} as text) and {@code records}: the
 * fingerprints of the records that were written at exactly that position. Without {@code records} they were too many to keep.
 */
package io.github.sqldatabricks.bridge.airbyte.state;
