package io.github.sqldatabricks.bridge.airbyte.configuration;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How streams are read.
 *
 * @param cursorFields the first one that a table has is proposed as its stream's cursor; the configured catalog decides
 * @param checkpointRecords a STATE comes after about so many records of a stream, 1,000 to 100,000
 * @param checkpointInterval a STATE comes after about so long, when there are records
 * @param rowFilters only rows that satisfy all filters of their table are read
 * @param parallelism streams that are read at once, 1 to 16
 * @param lookback how far before the last cursor value an incremental read begins, for rows that come late; for dates and
 *     timestamps only; may be zero
 * @param futureTolerance how far behind the server's time a cursor value of time may be and still move the cursor; empty for what
 *     fits the cursor's type
 */
public record ReadOptions(
        List<String> cursorFields,
        int checkpointRecords,
        Duration checkpointInterval,
        List<RowFilter> rowFilters,
        int parallelism,
        Duration lookback,
        Optional<Duration> futureTolerance,
        Replication replication) {

    public ReadOptions {
        cursorFields = List.copyOf(cursorFields);
        rowFilters = List.copyOf(rowFilters);
    }

    /** How an incremental stream finds what is new. */
    public enum Replication {
        /** By a column whose values grow. */
        CURSOR,
        /** By the change data feed of Delta, for tables that have it switched on; the others by cursor. */
        CHANGE_DATA_FEED
    }
}
