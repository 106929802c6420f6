package io.github.sqldatabricks.bridge.testing;

import io.github.sqldatabricks.bridge.extraction.RowSource;
import io.github.sqldatabricks.bridge.extraction.RowSource.RowQuery;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.Column;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.ColumnVector;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.RowBatch;
import io.github.sqldatabricks.bridge.model.RowSchema;
import io.github.sqldatabricks.bridge.model.RowStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Rows that count up from 0 in every column. Can be stopped before opening and before each batch, and can fail. */
public final class FakeRowSource implements RowSource {

    /** What a row says it weighs, in bytes per column. */
    public static final int BYTES_PER_COLUMN = 8;

    private final long rows;
    private final RowSchema schema;
    private final AtomicLong rowsRead = new AtomicLong();
    private final AtomicInteger openStreams = new AtomicInteger();
    private final AtomicInteger aborts = new AtomicInteger();
    private volatile Gate beforeOpen = Gate.open();
    private volatile Gate gate = Gate.open();
    private volatile long gateAfterRows;
    private volatile RuntimeException failure;
    private volatile long failAfterRows;

    public FakeRowSource(long rows) {
        this(rows, 1);
    }

    public FakeRowSource(long rows, int columns) {
        this.rows = rows;
        List<Column> list = new ArrayList<>();
        for (int i = 0; i < columns; i++) {
            list.add(new Column("column_" + i, new ColumnType.Int64(), false, "bigint"));
        }
        schema = new RowSchema(list);
    }

    /** Waits at the gate while the statement is opened; a cancel refuses it. */
    public FakeRowSource gateBeforeOpen(Gate before) {
        beforeOpen = before;
        return this;
    }

    /** Waits at the gate before the first batch after so many rows; an abort refuses it. */
    public FakeRowSource gateAfter(long afterRows, Gate stop) {
        gateAfterRows = afterRows;
        gate = stop;
        return this;
    }

    /** Fails instead of the first batch after so many rows. */
    public FakeRowSource failAfter(long afterRows, RuntimeException how) {
        failAfterRows = afterRows;
        failure = how;
        return this;
    }

    public RowSchema schema() {
        return schema;
    }

    /** Rows that have been read by all streams. */
    public long rowsRead() {
        return rowsRead.get();
    }

    /** Streams that are not closed. */
    public int openStreams() {
        return openStreams.get();
    }

    /** How often a stream was aborted. */
    public int aborts() {
        return aborts.get();
    }

    @Override
    public Map<String, String> origin(Country country) {
        return Map.of("database", "fake");
    }

    @Override
    public RowStream open(RowQuery query, Cancellation cancellation) {
        try (Cancellation.Registration registration = cancellation.onCancel(() -> beforeOpen.refuse(cut()))) {
            beforeOpen.pass();
        }
        openStreams.incrementAndGet();
        return new Stream();
    }

    private static BridgeException cut() {
        return new BridgeException.RemoteTransient(ErrorCode.SQLSERVER_CONNECTION_LOST, "the connection was cut", null);
    }

    private final class Stream implements RowStream {
        private long next;

        @Override
        public RowSchema schema() {
            return schema;
        }

        @Override
        public String consistency() {
            return "snapshot";
        }

        @Override
        public boolean fill(RowBatch batch, long maxBytes) {
            if (next >= gateAfterRows) {
                gate.pass();
            }
            if (failure != null && next >= failAfterRows) {
                throw failure;
            }
            batch.clear();
            while (next < rows && batch.size() < batch.capacity() && (batch.size() == 0 || batch.bytes() < maxBytes)) {
                addRow(batch);
            }
            rowsRead.addAndGet(batch.size());
            return batch.size() > 0;
        }

        private void addRow(RowBatch batch) {
            for (int column = 0; column < schema.size(); column++) {
                ((ColumnVector.Longs) batch.vector(column)).set(batch.size(), next);
            }
            batch.endRow((long) BYTES_PER_COLUMN * schema.size());
            next++;
        }

        @Override
        public Map<String, Long> truncatedValues() {
            return Map.of("column_0", 3L);
        }

        @Override
        public void abort() {
            aborts.incrementAndGet();
            gate.refuse(cut());
        }

        @Override
        public void close() {
            openStreams.decrementAndGet();
        }
    }
}
