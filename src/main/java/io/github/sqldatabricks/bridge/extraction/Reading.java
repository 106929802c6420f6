package io.github.sqldatabricks.bridge.extraction;

import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.HeapShare;
import io.github.sqldatabricks.bridge.model.RowBatch;
import io.github.sqldatabricks.bridge.model.RowSchema;
import io.github.sqldatabricks.bridge.model.RowStream;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * Reads the rows into batches that go round: filled here, emptied by the encoder, filled again. Their number bounds how
 * far reading can be ahead.
 */
final class Reading implements Runnable {

    private static final Logger LOG = Logger.getLogger(Reading.class);

    /** Batches per query: one is filled, one is encoded, two level out the difference. */
    static final int BATCHES = 4;

    /** What a value costs in a batch at least: eight bytes and its null flag. */
    private static final int VALUE_BYTES = 9;

    private final RowSource source;
    private final RowQuery query;
    private final int batchRows;
    private final long batchBytes;
    private final long maxRowBytes;
    private final ExtractionProgress progress;
    private final RunStop stop;
    private final Handoff<RowSchema> header = new Handoff<>(1);
    private final Handoff<RowBatch> free = new Handoff<>(BATCHES);
    private final Handoff<RowBatch> filled = new Handoff<>(BATCHES);
    private volatile Result result;

    /** What is known when all rows are read. */
    record Result(String consistency, Map<String, Long> truncatedValues) {}

    Reading(RowSource source, RowQuery query, ExtractionConfig config, ExtractionProgress progress, RunStop stop) {
        this.source = source;
        this.query = query;
        this.batchRows = config.batchRows();
        this.batchBytes = config.batchSize().asLongValue();
        this.maxRowBytes = HeapShare.ofRow(config.concurrency());
        this.progress = progress;
        this.stop = stop;
        stop.signal().onCancel(this::wakeAll);
    }

    /** The columns; the encoder takes them first. */
    Handoff<RowSchema> header() {
        return header;
    }

    /** Batches on their way to the encoder. */
    Handoff<RowBatch> filled() {
        return filled;
    }

    /** Batches on their way back. */
    Handoff<RowBatch> free() {
        return free;
    }

    /** What is known when all rows are read; only after that. */
    Result result() {
        return result;
    }

    @Override
    public void run() {
        try (RowStream stream = source.open(query, stop.signal());
                Cancellation.Registration abort = stop.signal().onCancel(stream::abort)) {
            LOG.debugf("SQL Server answers with %d columns", stream.schema().size());
            progress.columnsKnown(stream.schema());
            prepare(stream.schema());
            read(stream);
            result = new Result(stream.consistency(), Map.copyOf(stream.truncatedValues()));
        }
        filled.end();
    }

    private void prepare(RowSchema schema) {
        long rowsThatFit = batchBytes / ((long) VALUE_BYTES * schema.size());
        int capacity = (int) Math.max(1, Math.min(batchRows, rowsThatFit));
        for (int i = 0; i < BATCHES; i++) {
            free.put(new RowBatch(schema, capacity, maxRowBytes));
        }
        header.put(schema);
    }

    private void read(RowStream stream) {
        long rows = 0;
        RowBatch batch = free.take().orElseThrow();
        while (stream.fill(batch, batchBytes)) {
            rows += batch.size();
            progress.rowsRead(rows);
            boolean wide = batch.widestRow() > batchBytes;
            filled.put(batch);
            if (wide) {
                // Reading ahead would hold another wide row: all batches must have come back before.
                free.awaitSize(BATCHES);
            }
            batch = free.take().orElseThrow();
        }
    }

    private void wakeAll() {
        header.stop();
        free.stop();
        filled.stop();
    }
}
