package io.github.sqldatabricks.bridge.extraction;

import io.github.sqldatabricks.bridge.extraction.QueryParts.Part;
import io.github.sqldatabricks.bridge.extraction.WorkerGroup.BoundedQueue;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.RowBatch;
import io.github.sqldatabricks.bridge.model.RowSchema;
import io.github.sqldatabricks.bridge.model.RowStream;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
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

    /**
     * Lets one thread read while another one encodes what was read before. The batches go round; their number bounds how far the reader can be
     * ahead. The reader calls the methods of {@link PartReader.Output}, the other thread {@link #encode}.
     */
    static final class ReadAhead implements PartReader.Output {

        /** One is filled, one is encoded, two level out the difference. */
        static final int BATCHES = 4;

        private final PartFiles files;
        private final BoundedQueue<Runnable> steps = new BoundedQueue<>(BATCHES + 2);
        private final BoundedQueue<RowBatch> free = new BoundedQueue<>(BATCHES);
        private boolean begun;

        /** @param stop ends the waiting of both threads */
        ReadAhead(PartFiles files, Cancellation stop) {
            this.files = files;
            stop.onCancel(steps::stop);
            stop.onCancel(free::stop);
        }

        @Override
        public RowBatch begin(QueryParts.Part part, RowSchema schema) {
            if (!begun) {
                for (int i = 0; i < BATCHES; i++) {
                    free.put(files.newBatch(schema));
                }
                begun = true;
            }
            steps.put(() -> files.open(part, schema));
            return take();
        }

        @Override
        public RowBatch next(RowBatch filled) {
            boolean wide = files.isWide(filled);
            steps.put(() -> free.put(files.next(filled)));
            if (wide) {
                // Reading ahead would hold another wide row: all batches must have come back before.
                free.awaitSize(BATCHES);
            }
            return take();
        }

        @Override
        public void end(RowBatch empty, PartReader.ReadResult result) {
            free.put(empty);
            steps.put(() -> files.end(result));
        }

        @Override
        public void close() {
            steps.end();
        }

        private RowBatch take() {
            return free.take().orElseThrow();
        }

        /** Encodes what is read until no part follows. */
        void encode() {
            try (files) {
                Optional<Runnable> step = steps.take();
                while (step.isPresent()) {
                    step.get().run();
                    step = steps.take();
                }
            }
        }
    }

    /** What the parts of one run have come to so far, all together. Thread-safe. */
    static final class RunTally {

        private final ExtractionProgress progress;
        private final AtomicReference<RowSchema> columns = new AtomicReference<>();
        private final AtomicLong rows = new AtomicLong();
        private final AtomicLong bytes = new AtomicLong();
        private volatile long rowsElsewhere;
        private volatile long bytesElsewhere;

        /** @param progress is told of each change */
        RunTally(ExtractionProgress progress) {
            this.progress = progress;
        }

        /**
         * A part begins. Parts are read at their own moments, and their table may have been changed between.
         *
         * @throws BridgeException.RemoteTransient when another part has other columns
         */
        void begin(RowSchema schema) {
            if (columns.compareAndSet(null, schema)) {
                progress.columnsKnown(schema);
            } else if (!columns.get().equals(schema)) {
                throw new BridgeException.RemoteTransient(
                        ErrorCode.COLUMNS_CHANGED,
                        "Expected all parts of the query to have the columns "
                                + columns.get().columns() + ", but one has " + schema.columns()
                                + ": the table was changed while it was read. It is read again from the start.",
                        null);
            }
        }

        /** So many more rows are read. */
        void rowsRead(int more) {
            progress.rowsRead(rows.addAndGet(more) + rowsElsewhere);
        }

        /** So many more bytes are in files. */
        void bytesWritten(long more) {
            progress.bytesWritten(bytes.addAndGet(more) + bytesElsewhere);
        }

        /** What of the query others have read so far, in all. */
        void elsewhere(long rowsSoFar, long bytesSoFar) {
            rowsElsewhere = rowsSoFar;
            bytesElsewhere = bytesSoFar;
            rowsRead(0);
            bytesWritten(0);
        }

        /** The columns of all rows, once a part has begun. */
        RowSchema schema() {
            return columns.get();
        }
    }
}
