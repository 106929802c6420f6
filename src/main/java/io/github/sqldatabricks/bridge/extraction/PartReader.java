package io.github.sqldatabricks.bridge.extraction;

import io.github.sqldatabricks.bridge.extraction.QueryParts.Part;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.RowBatch;
import io.github.sqldatabricks.bridge.model.RowSchema;
import io.github.sqldatabricks.bridge.model.RowStream;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Reads the rows of parts, one after the other, batch by batch. For one thread. */
final class PartReader {

    private static final Logger LOG = Logger.getLogger(PartReader.class);

    private final RowSource source;
    private final Cancellation stop;
    private final long batchBytes;
    private final RunTally tally;
    private final Output output;

    /** What is known when all rows of a part are read. */
    record ReadResult(RowSchema schema, String consistency, Map<String, Long> truncatedValues) {}

    /** Where rows go; called by one thread. */
    interface Output {

        /** A part begins; returns the batch to fill. */
        RowBatch begin(Part part, RowSchema schema);

        /** Takes a batch with rows; returns the next one to fill. */
        RowBatch next(RowBatch filled);

        /** All rows of the part were taken; the batch that was to be filled comes back without rows. */
        void end(RowBatch empty, ReadResult result);

        /** No part follows. */
        void close();
    }

    /**
     * @param stop aborts what is read
     * @param batchBytes from so many on, a batch is full
     */
    PartReader(RowSource source, Cancellation stop, long batchBytes, RunTally tally, Output output) {
        this.source = source;
        this.stop = stop;
        this.batchBytes = batchBytes;
        this.tally = tally;
        this.output = output;
    }

    /** Takes parts and reads them until there are none. */
    void read(QueryParts parts) {
        for (Optional<Part> part = next(parts); part.isPresent(); part = next(parts)) {
            read(part.get(), parts);
        }
        output.close();
    }

    private Optional<Part> next(QueryParts parts) {
        return parts.next(tally::elsewhere, stop);
    }

    /** A part with other columns than those before is told from the first one that another process, or an attempt before, has read. */
    private void read(Part part, QueryParts parts) {
        try (RowStream stream = source.open(part.query(), stop);
                Cancellation.Registration abort = stop.onCancel(stream::abort)) {
            LOG.debugf("SQL Server answers with %d columns", stream.schema().size());
            parts.columnsRead().ifPresent(tally::begin);
            tally.begin(stream.schema());
            RowBatch batch = output.begin(part, stream.schema());
            while (stream.fill(batch, batchBytes)) {
                tally.rowsRead(batch.size());
                batch = output.next(batch);
            }
            output.end(
                    batch, new ReadResult(stream.schema(), stream.consistency(), Map.copyOf(stream.truncatedValues())));
        }
    }
}
