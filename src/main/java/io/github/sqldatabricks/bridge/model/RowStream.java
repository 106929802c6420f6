package io.github.sqldatabricks.bridge.model;

import java.util.Map;

/** An open result. One thread reads it; only {@link #abort()} may come from another. */
public interface RowStream extends AutoCloseable {

    RowSchema schema();

    /** Which view of the data is read, such as {@code snapshot} or {@code read-committed}; goes into the manifest. */
    String consistency();

    /**
     * Clears the batch and fills it with the next rows, up to its capacity or {@code maxBytes} (at least one row when
     * there is one, however wide).
     *
     * @return whether the batch holds any row; false means the end
     * @throws BridgeException.RemoteTransient when reading again from the start can help
     * @throws BridgeException.RemotePermanent when it can't
     */
    boolean fill(RowBatch batch, long maxBytes);

    /** How many values were cut to microseconds so far, by column name; only columns with such values. */
    Map<String, Long> truncatedValues();

    /**
     * Stops the statement and cuts the connection, at once and from any thread; a blocked {@link #fill} then fails.
     * Closing a half-read SQL Server result would drain it instead.
     */
    void abort();

    /** Releases the statement and its connection. Never throws. A half-read stream is aborted, not drained. */
    @Override
    void close();
}
