package io.github.sqldatabricks.bridge.model;

import java.util.List;

/**
 * Some rows in memory, by column. A batch is filled by one thread, handed over, read by another, and used again; it is
 * not thread-safe. Its size is bounded twice: by rows (its capacity) and by bytes (the filler stops at a limit).
 */
public final class RowBatch {

    private final RowSchema schema;
    private final int capacity;
    private final long maxRowBytes;
    private final List<ColumnVector> vectors;
    private int size;
    private long bytes;
    private long widest;

    /** A batch of rows that the memory of this process can take, while as many as usual are worked on. */
    public RowBatch(RowSchema schema, int capacity) {
        this(schema, capacity, HeapShare.ofRow(1));
    }

    /**
     * A batch.
     *
     * @param capacity the most rows the batch can hold, at least 1
     * @param maxRowBytes the largest row that its reader may put into it
     */
    public RowBatch(RowSchema schema, int capacity, long maxRowBytes) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity must be positive but was " + capacity);
        }
        this.schema = schema;
        this.capacity = capacity;
        this.maxRowBytes = maxRowBytes;
        this.vectors = schema.columns().stream()
                .map(column -> ColumnVector.of(column.type(), capacity))
                .toList();
    }

    public RowSchema schema() {
        return schema;
    }

    /** The most rows the batch can hold. */
    public int capacity() {
        return capacity;
    }

    /** The largest row that the reader may put into it, in bytes of memory; a larger one is refused. */
    public long maxRowBytes() {
        return maxRowBytes;
    }

    /** The bytes of the widest row, as their filler counted. */
    public long widestRow() {
        return widest;
    }

    /** The rows that are filled. */
    public int size() {
        return size;
    }

    /** The estimated size of the filled rows in bytes, as their filler counted. */
    public long bytes() {
        return bytes;
    }

    public ColumnVector vector(int column) {
        return vectors.get(column);
    }

    /** Declares one more row filled, of about {@code rowBytes} bytes. */
    public void endRow(long rowBytes) {
        size++;
        bytes += rowBytes;
        widest = Math.max(widest, rowBytes);
    }

    /** Makes the batch empty again. */
    public void clear() {
        int used = size;
        vectors.forEach(vector -> vector.release(used));
        size = 0;
        bytes = 0;
        widest = 0;
    }
}
