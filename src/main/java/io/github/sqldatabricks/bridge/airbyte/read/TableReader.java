package io.github.sqldatabricks.bridge.airbyte.read;

import io.github.sqldatabricks.bridge.airbyte.read.CatalogRead.Retries;
import io.github.sqldatabricks.bridge.airbyte.record.JsonBuffer;
import io.github.sqldatabricks.bridge.airbyte.record.RecordWriter;
import io.github.sqldatabricks.bridge.airbyte.source.TableQuery;
import io.github.sqldatabricks.bridge.airbyte.source.TableQuery.Condition;
import io.github.sqldatabricks.bridge.airbyte.source.TableQuery.Literal;
import io.github.sqldatabricks.bridge.airbyte.source.WorkspaceTables;
import io.github.sqldatabricks.bridge.airbyte.source.WorkspaceTables.TableDescription;
import io.github.sqldatabricks.bridge.airbyte.source.WorkspaceTables.TableDescription.TableColumn;
import io.github.sqldatabricks.bridge.airbyte.state.StreamState;
import io.github.sqldatabricks.bridge.airbyte.state.StreamState.Position;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.RowBatch;
import io.github.sqldatabricks.bridge.model.RowSchema;
import io.github.sqldatabricks.bridge.model.RowStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads the table of one stream, with retries: facts about it, and slices of its rows, which become records, with states at the
 * positions that were reached. Not thread-safe.
 */
final class TableReader {

    /** Bounds a batch: values in memory, and bytes of text and binary values. */
    private static final int MAX_CELLS = 500_000;

    private static final long MAX_BATCH_BYTES = 8 << 20;
    private static final int MAX_ROWS = 5_000;
    private static final int MAX_BLOCK_BYTES = 1 << 20;

    private final WorkspaceTables tables;
    private final StreamPlan plan;
    private final StreamOutput output;
    private final Retries retries;

    TableReader(WorkspaceTables tables, StreamPlan plan, StreamOutput output, Retries retries) {
        this.tables = tables;
        this.plan = plan;
        this.output = output;
        this.retries = retries;
    }

    /** One slice of a stream: the rows of one query. */
    interface Slice {

        /** The columns by which the query orders; empty when it does not, so that it can only be read from its start. */
        List<TableColumn> order();

        /** What to read from a position on, or from the start. */
        TableQuery query(Optional<Position> from);

        /** The state at a position; never asked for when there is no order. */
        StreamState state(Position position);

        /** Which rows become records, and with which fields. */
        default RowRule rows(RowSchema schema) {
            return RowRule.ALL;
        }

        /**
         * Whether a new record was written in an earlier sync although the position had not reached it; asked once for each record
         * that lies in some bytes.
         */
        default boolean wroteBefore(byte[] bytes, int start, int end) {
            return false;
        }
    }

    /** Which rows become records, and which fields these have beyond the columns. */
    interface RowRule extends RecordWriter.ExtraFields {

        /** Every row, no more fields. */
        RowRule ALL = (out, batch, row) -> {};

        /** Whether a row becomes a record. */
        default boolean isRecord(RowBatch batch, int row) {
            return true;
        }
    }

    TableDescription table() {
        return plan.table();
    }

    /** What time it is for the warehouse. */
    Instant now() {
        return retries.call(tables::now);
    }

    /** How many of the stream's rows satisfy some more conditions. */
    long count(List<Condition> more) {
        return retries.call(() -> tables.count(table(), conditions(more)));
    }

    /** Says how many records there will be. */
    void estimate(List<Condition> more) {
        output.estimate(count(more));
    }

    /** The greatest value of a column in the stream's rows that satisfy some more conditions, as {@link Literal#text()}. */
    Optional<String> greatest(TableColumn column, List<Condition> more) {
        return retries.call(() -> tables.greatest(table(), column, conditions(more)))
                .map(Literal::text);
    }

    /**
     * The newest version of the table.
     *
     * @throws BridgeException.RemotePermanent when it has no versions
     */
    long latestVersion() {
        return retries.call(() -> tables.latestVersion(table().table()));
    }

    /** The stream's rows that satisfy some more conditions, in an order or none. */
    TableQuery rows(List<Condition> more, List<TableColumn> order, OptionalLong version) {
        List<String> names = order.stream().map(TableColumn::name).toList();
        return new TableQuery.Rows(table(), plan.columns(order), conditions(more), names, version);
    }

    private List<Condition> conditions(List<Condition> more) {
        List<Condition> all = new ArrayList<>(plan.filters());
        all.addAll(more);
        return all;
    }

    /**
     * Reads a slice to its end; after transient failures again from the position that was reached.
     *
     * @return the position of the last row; {@code from} when there was none
     */
    Optional<Position> read(Slice slice, Optional<Position> from) {
        PositionTracker tracker = new PositionTracker(slice.order(), from, output.block());
        Retries.Series series = retries.series();
        long atStart = output.records();
        while (true) {
            long before = output.records();
            try {
                readOnce(slice, tracker);
                return tracker.position();
            } catch (BridgeException failure) {
                keep(slice, tracker, failure);
                // Reading an unordered slice again would double what was written.
                if (!failure.retryable() || (slice.order().isEmpty() && output.records() > atStart)) {
                    throw failure;
                }
                series.failed(failure, output.records() > before);
            }
        }
    }

    /** What was written before a failure is covered by a state, so that not even the next process has to read it again. */
    private void keep(Slice slice, PositionTracker tracker, BridgeException failure) {
        if (output.isAheadOfState() && !(failure instanceof BridgeException.Cancelled)) {
            checkpoint(slice, tracker);
        }
    }

    private void checkpoint(Slice slice, PositionTracker tracker) {
        tracker.position().map(slice::state).ifPresent(output::checkpoint);
    }

    private void readOnce(Slice slice, PositionTracker tracker) {
        try (RowStream rows = tables.open(slice.query(tracker.position()), retries.cancellation())) {
            RowSchema schema = rows.schema();
            RowRule rule = slice.rows(schema);
            RecordWriter writer = new RecordWriter(plan.stream(), plan.fields(schema), rule);
            RowBatch batch = new RowBatch(schema, rowsPerBatch(schema));
            tracker.open(schema);
            while (rows.fill(batch, MAX_BATCH_BYTES)) {
                retries.cancellation().check();
                write(batch, slice, rule, writer, tracker);
                tracker.moveTo(batch);
                if (output.isCheckpointDue()) {
                    checkpoint(slice, tracker);
                }
                output.flush();
            }
        }
    }

    private int rowsPerBatch(RowSchema schema) {
        return Math.max(1, Math.min(Math.min(MAX_ROWS, plan.options().checkpointRecords()), MAX_CELLS / schema.size()));
    }

    private void write(RowBatch batch, Slice slice, RowRule rule, RecordWriter writer, PositionTracker tracker) {
        JsonBuffer block = output.block();
        long now = output.now();
        for (int row = 0; row < batch.size(); row++) {
            tracker.next(batch, row);
            if (rule.isRecord(batch, row)) {
                int start = block.length();
                writer.write(block, batch, row, now);
                if (isNew(slice, tracker, writer)) {
                    output.wrote();
                } else {
                    block.cut(start);
                }
            }
            if (block.length() >= MAX_BLOCK_BYTES) {
                tracker.settle();
                output.flush();
            }
        }
    }

    /** Whether the record at the end of the block was not written before. */
    private boolean isNew(Slice slice, PositionTracker tracker, RecordWriter writer) {
        int start = writer.dataStart();
        int end = writer.dataEnd();
        if (!tracker.add(start, end)) {
            return false;
        }
        boolean known = slice.wroteBefore(output.block().bytes(), start, end);
        if (known) {
            tracker.settle();
        }
        return !known;
    }
}
