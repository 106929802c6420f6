package io.github.sqldatabricks.bridge.airbyte.read;

import io.github.sqldatabricks.bridge.airbyte.record.JsonBuffer;
import io.github.sqldatabricks.bridge.airbyte.record.RecordWriter;
import io.github.sqldatabricks.bridge.airbyte.source.WorkspaceTables;
import io.github.sqldatabricks.bridge.airbyte.state.Position;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.RowBatch;
import io.github.sqldatabricks.bridge.model.RowSchema;
import io.github.sqldatabricks.bridge.model.RowStream;
import java.util.Optional;

/** Reads the parts of one stream, each to its end: rows become records, positions become states. Not thread-safe. */
final class PartReader {

    /** Bounds a batch: values in memory, and bytes of text and binary values. */
    private static final int MAX_CELLS = 500_000;

    private static final long MAX_BATCH_BYTES = 8 << 20;
    private static final int MAX_ROWS = 5_000;
    private static final int MAX_BLOCK_BYTES = 1 << 20;

    private final WorkspaceTables tables;
    private final StreamPlan plan;
    private final StreamOutput output;
    private final Retries retries;
    private final Cancellation cancellation;

    PartReader(
            WorkspaceTables tables, StreamPlan plan, StreamOutput output, Retries retries, Cancellation cancellation) {
        this.tables = tables;
        this.plan = plan;
        this.output = output;
        this.retries = retries;
        this.cancellation = cancellation;
    }

    /**
     * Reads to the end; after transient failures again from the position that was reached.
     *
     * @return the position of the last row; {@code from} when there was none
     */
    Optional<Position> read(Part part, Optional<Position> from) {
        PositionTracker tracker = new PositionTracker(part.order(), from);
        Retries.Series series = retries.series();
        long atStart = output.records();
        while (true) {
            long before = output.records();
            try {
                readOnce(part, tracker);
                return tracker.position();
            } catch (BridgeException failure) {
                keep(part, tracker, failure);
                // Reading an unordered part again would double what was written.
                if (!failure.retryable() || (part.order().isEmpty() && output.records() > atStart)) {
                    throw failure;
                }
                series.failed(failure, output.records() > before);
            }
        }
    }

    /** What was written before a failure is covered by a state, so that not even the next process has to read it again. */
    private void keep(Part part, PositionTracker tracker, BridgeException failure) {
        if (output.isAheadOfState() && !(failure instanceof BridgeException.Cancelled)) {
            tracker.position().map(part.state()).ifPresent(output::checkpoint);
        }
    }

    private void readOnce(Part part, PositionTracker tracker) {
        try (RowStream rows = tables.open(part.query().apply(tracker.position()), cancellation)) {
            RowSchema schema = rows.schema();
            Part.RowRule rule = part.rows().apply(schema);
            RecordWriter writer = new RecordWriter(plan.stream(), plan.fields(schema), rule.extra());
            RowBatch batch = new RowBatch(schema, rowsPerBatch(schema));
            tracker.opened(schema);
            while (rows.fill(batch, MAX_BATCH_BYTES)) {
                cancellation.check();
                write(batch, part, rule.test(), writer, tracker);
                tracker.moveTo(batch);
                if (output.isCheckpointDue()) {
                    tracker.position().map(part.state()).ifPresent(output::checkpoint);
                }
                output.flush();
            }
        }
    }

    private int rowsPerBatch(RowSchema schema) {
        return Math.max(1, Math.min(Math.min(MAX_ROWS, plan.checkpointRecords()), MAX_CELLS / schema.size()));
    }

    private void write(RowBatch batch, Part part, Part.RowTest test, RecordWriter writer, PositionTracker tracker) {
        JsonBuffer block = output.block();
        long now = output.now();
        for (int row = 0; row < batch.size(); row++) {
            tracker.at(batch, row);
            if (test.test(batch, row)) {
                int start = block.length();
                writer.write(block, batch, row, now);
                count(part, tracker, writer, start);
            }
            if (block.length() >= MAX_BLOCK_BYTES) {
                tracker.settle(block.bytes());
                output.flush();
            }
        }
        tracker.settle(block.bytes());
    }

    /** Counts the record, or takes it back when it was written before. */
    private void count(Part part, PositionTracker tracker, RecordWriter writer, int start) {
        JsonBuffer block = output.block();
        if (tracker.wroteBefore(block.bytes(), writer.dataStart(), writer.dataEnd())) {
            block.cut(start);
            return;
        }
        tracker.wrote(writer.dataStart(), writer.dataEnd());
        if (part.known().wroteBefore(block.bytes(), writer.dataStart(), writer.dataEnd())) {
            tracker.settle(block.bytes());
            block.cut(start);
            return;
        }
        output.wrote();
    }
}
