package io.github.sqldatabricks.bridge.extraction;

import io.github.sqldatabricks.bridge.model.TextTable.TextRows;
import io.github.sqldatabricks.bridge.model.VolumePath;

/** Port: reads back, through Databricks, what was landed. */
public interface LandedRows {

    /**
     * The first rows of the Parquet files in a folder of a volume.
     *
     * @param count of rows, at least 1
     * @throws io.github.sqldatabricks.bridge.model.BridgeException.RemoteTransient when the workspace can't be reached
     * @throws io.github.sqldatabricks.bridge.model.BridgeException.RemotePermanent when the statement fails
     */
    TextRows firstRows(VolumePath folder, int count);
}
