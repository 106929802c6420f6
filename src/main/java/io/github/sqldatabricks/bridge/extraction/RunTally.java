package io.github.sqldatabricks.bridge.extraction;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.RowSchema;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** What the parts of one run have come to so far, all together. Thread-safe. */
final class RunTally {

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
