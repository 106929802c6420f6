package io.github.sqldatabricks.bridge.extraction;

import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.RowBatch;
import io.github.sqldatabricks.bridge.model.RowSchema;
import io.github.sqldatabricks.bridge.model.RowStream;
import java.util.Map;
import java.util.Queue;
import org.jboss.logging.Logger;

/** Reads the rows of parts, one after the other, batch by batch. For one thread. */
final class PartReader {

    private static final Logger LOG = Logger.getLogger(PartReader.class);

    private final RowSource source;
    private final Cancellation stop;
    private final long batchBytes;
    private final RunTally tally;
    private final Output output;

    /**
     * Some rows of a query.
     *
     * @param ordinal from 0
     * @param query has them
     */
    record Part(int ordinal, RowQuery query) {}

    /** Where rows go; called by one thread. */
    interface Output {

        /** A part begins; returns the batch to fill. */
        RowBatch begin(Part part, RowSchema schema);

        /** Takes a batch with rows; returns the next one to fill. */
        RowBatch next(RowBatch filled);

        /** All rows of the part were taken; the batch that was to be filled comes back without rows. */
        void end(RowBatch empty);

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
    void read(Queue<Part> parts) {
        for (Part part = parts.poll(); part != null; part = parts.poll()) {
            read(part);
        }
        output.close();
    }

    private void read(Part part) {
        try (RowStream stream = source.open(part.query(), stop);
                Cancellation.Registration abort = stop.onCancel(stream::abort)) {
            LOG.debugf("SQL Server answers with %d columns", stream.schema().size());
            tally.begin(stream.schema());
            RowBatch batch = output.begin(part, stream.schema());
            while (stream.fill(batch, batchBytes)) {
                tally.rowsRead(batch.size());
                batch = output.next(batch);
            }
            tally.read(new Manifest.ReadResult(stream.consistency(), Map.copyOf(stream.truncatedValues())));
            output.end(batch);
        }
    }
}
