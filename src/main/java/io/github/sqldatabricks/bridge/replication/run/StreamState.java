package io.github.sqldatabricks.bridge.replication.run;

import io.github.sqldatabricks.bridge.replication.run.ReplicationStore.LastLoad;
import io.github.sqldatabricks.bridge.replication.run.ReplicationStore.StreamId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What is known of a stream between its runs.
 *
 * @param id the stream
 * @param generation grows with each reset; 1 at first
 * @param position a copy of what stands with the rows in Delta; empty before the first load and after a reset
 * @param reset whether the next run reads all rows and replaces those of the target
 * @param approvedBy who lets the next load pass its limits; empty for nobody
 * @param load what was loaded last
 * @param currentAsOf since when the target has all that the source had then; empty before the first success
 * @param completeness how sure that is, such as {@code horizon}
 * @param failure why the last run failed; empty when it went well
 */
public record StreamState(
        StreamId id,
        long generation,
        Optional<String> position,
        boolean reset,
        Optional<String> approvedBy,
        Optional<LastLoad> load,
        Optional<Instant> currentAsOf,
        Optional<String> completeness,
        Optional<Failure> failure) {

    /**
     * Failed runs.
     *
     * @param count how many in a row
     * @param code of the last one
     * @param at when that was
     */
    public record Failure(long count, String code, Instant at) {}

    /** Of a stream that never ran. */
    public static StreamState unknown(StreamId id) {
        return new StreamState(
                id,
                1,
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** How far the target may be behind the source; empty when it never was up to date. */
    public Optional<Duration> lag(Instant now) {
        return currentAsOf
                .map(since -> Duration.between(since, now))
                .map(lag -> lag.isNegative() ? Duration.ZERO : lag);
    }
}
