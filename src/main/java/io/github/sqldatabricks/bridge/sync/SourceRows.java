package io.github.sqldatabricks.bridge.sync;

import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.RowStream;
import io.github.sqldatabricks.bridge.model.UnityTable;
import java.util.List;

/** Port: the rows of a Databricks table. Thread-safe. */
public interface SourceRows {

    /**
     * Reads a table as it is at one moment. Blocks until the first row can be read, a sleeping warehouse included; memory
     * is bounded.
     *
     * @param columns the columns that are wanted, case ignored; empty for all
     * @throws io.github.sqldatabricks.bridge.model.BridgeException.RemoteTransient when another attempt can help
     * @throws io.github.sqldatabricks.bridge.model.BridgeException.RemotePermanent when it can't: the table or a column is
     *     not there, or its type is refused
     */
    RowStream open(UnityTable table, List<String> columns, Cancellation cancellation);
}
