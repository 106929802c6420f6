package io.github.sqldatabricks.bridge.airbyte.state;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** How far one stream was read. Everything before a state was written before it. */
public sealed interface StreamState {

    /**
     * A full refresh.
     *
     * @param refresh which one
     * @param snapshot the version of the Delta table that is read, when it is known
     * @param position how far, or empty at the beginning
     * @param complete whether all was read
     */
    record FullRefresh(RefreshId refresh, OptionalLong snapshot, Optional<Position> position, boolean complete)
            implements StreamState {}

    /**
     * A read by a cursor column.
     *
     * @param cursorField the column
     * @param nullRecords how many records without a cursor value were read; empty as long as they were not
     * @param upperBound the greatest cursor value when the sync began; empty when the sync is done
     * @param timeLimit the latest value that may move the cursor of time, as the sync that is not done found it; empty when the
     *     sync is done, and for cursors that are no time
     * @param position how far, or empty when no record with a cursor value was written; never behind {@code timeLimit}
     * @param ahead fingerprints of the records behind {@code timeLimit} that were written; those that are too many are left out,
     *     so that they are read again
     */
    record Cursor(
            String cursorField,
            OptionalLong nullRecords,
            Optional<String> upperBound,
            Optional<String> timeLimit,
            Optional<Position> position,
            List<String> ahead)
            implements StreamState {
        public Cursor {
            ahead = List.copyOf(ahead);
        }

        /** A stream of which nothing was read. */
        public static Cursor beginning(String cursorField) {
            return new Cursor(
                    cursorField, OptionalLong.empty(), Optional.empty(), Optional.empty(), Optional.empty(), List.of());
        }
    }

    /**
     * What another connector wrote of a read by a cursor column: every record up to a value was written.
     *
     * @param value as that connector spelled it
     */
    record Foreign(String cursorField, String value) implements StreamState {}

    /**
     * The first part of a read of the change data feed: the rows at one version.
     *
     * @param version the table's version that is read
     * @param takenAt when it was found, as an instant in UTC
     * @param position how far, or empty at the beginning
     */
    record FeedSnapshot(long version, String takenAt, Optional<Position> position) implements StreamState {}

    /**
     * The second part of a read of the change data feed: the changes since.
     *
     * @param position how far, in the column {@code _commit_version}
     */
    record FeedChanges(Position position) implements StreamState {}

    /**
     * Which refresh of a stream; the platform counts.
     *
     * @param generation grows whenever the destination's rows are to be replaced
     * @param sync is the same in all attempts of one job
     */
    record RefreshId(OptionalLong generation, OptionalLong sync) {}
}
