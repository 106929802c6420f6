package io.github.sqldatabricks.bridge.extraction;

import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.RowStream;

/** Port: where rows come from (SQL Server, or the sandbox's stand-in). Thread-safe. */
public interface RowSource {

    /**
     * Runs the statement and returns its rows as a stream. Blocks until the first row can be read.
     *
     * @param cancellation stops the statement while this call still waits for it, from any thread; once there is a
     *     stream, {@link RowStream#abort()} does
     * @throws io.github.sqldatabricks.bridge.model.BridgeException.RemoteTransient when another attempt can help
     * @throws io.github.sqldatabricks.bridge.model.BridgeException.RemotePermanent when it can't
     * @throws io.github.sqldatabricks.bridge.model.BridgeException.InvalidRequest when a column's type is refused
     */
    RowStream open(RowQuery query, Cancellation cancellation);
}
