package io.github.sqldatabricks.bridge.run;

import io.github.sqldatabricks.bridge.run.ReplicationStore.LastLoad;
import io.github.sqldatabricks.bridge.run.ReplicationStore.StreamId;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is known of a stream between its runs.
 *
 * @param id the stream
 * @param generation grows with each reset; 1 at first
 * @param position a copy of what stands with the rows in Delta; empty before the first load and after a reset
 * @param reset whether the next run reads all rows and replaces those of the target
 * @param blocked the load that its limits have stopped last, until one ends; empty for none
 * @param approvedBy who lets that load pass; empty for nobody
 * @param load what was loaded last
 * @param currentAsOf since when the target has all that the source had then; empty before the first success
 * @param completeness how sure that is, such as {@code horizon}
 * @param failure why the last run failed; empty when it went well
 * @param freshFor how old the target may become before somebody is told; empty for any age
 * @param told what was told of it last; empty when all was well then
 */
public record StreamState(
        StreamId id,
        long generation,
        Optional<String> position,
        boolean reset,
        Optional<Block> blocked,
        Optional<String> approvedBy,
        Optional<LastLoad> load,
        Optional<Instant> currentAsOf,
        Optional<String> completeness,
        Optional<Failure> failure,
        Optional<Duration> freshFor,
        Optional<Trouble> told) {

    /**
     * A load that would have taken more rows away than it may.
     *
     * @param load its id
     * @param range a digest of which rows a backfill loads; empty for one of a run
     * @param follows the load that had ended last at the target when it was stopped; empty for none
     * @param rowsBefore that it would have replaced
     * @param rowsAfter that would have come in their place
     */
    public record Block(
            String load, Optional<String> range, Optional<String> follows, long rowsBefore, long rowsAfter) {

        /** How many fewer there would be. */
        public long rowsGone() {
            return rowsBefore - rowsAfter;
        }
    }

    /**
     * Failed runs.
     *
     * @param count how many in a row
     * @param code of the last one
     * @param at when that was
     */
    public record Failure(long count, String code, Instant at) {}

    /** What people are told of. */
    public enum Trouble {
        /** Its last run has failed for good. */
        FAILED,
        /** Its target is older than it may be. */
        LATE;

        /** In lower case. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What is wrong with it now; a failure before an age. */
    public Optional<Trouble> trouble(Instant now) {
        if (failure.isPresent()) {
            return Optional.of(Trouble.FAILED);
        }
        boolean late = freshFor.isPresent()
                && lag(now).filter(lag -> lag.compareTo(freshFor.get()) > 0).isPresent();
        return late ? Optional.of(Trouble.LATE) : Optional.empty();
    }

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
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /**
     * As a run takes it that has looked at the target: after a load there that nobody has noted, which may have been the approved one,
     * nothing is approved.
     *
     * @param last the load that has ended last at the target; empty for none
     */
    StreamState after(Optional<String> last) {
        boolean known = last.equals(load.map(LastLoad::id)) || last.equals(blocked.flatMap(Block::follows));
        return known ? this : approved(Optional.empty());
    }

    /** The same, but for who lets the blocked load pass; empty for nobody. */
    StreamState approved(Optional<String> by) {
        return new StreamState(
                id, generation, position, reset, blocked, by, load, currentAsOf, completeness, failure, freshFor, told);
    }

    /**
     * How many rows a load may take away whatever its limits say.
     *
     * @param range see {@link Block}
     */
    OptionalLong approvedRows(Optional<String> range) {
        return approvedBy.isEmpty()
                ? OptionalLong.empty()
                : blocked.filter(block -> block.range().equals(range))
                        .map(block -> OptionalLong.of(block.rowsGone()))
                        .orElseGet(OptionalLong::empty);
    }

    /** How far the target may be behind the source; empty when it never was up to date. */
    public Optional<Duration> lag(Instant now) {
        return currentAsOf
                .map(since -> Duration.between(since, now))
                .map(lag -> lag.isNegative() ? Duration.ZERO : lag);
    }
}
