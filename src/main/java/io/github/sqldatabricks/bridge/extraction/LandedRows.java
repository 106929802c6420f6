package io.github.sqldatabricks.bridge.extraction;

import io.github.sqldatabricks.bridge.model.VolumePath;
import java.util.List;

/** Port: reads back, through Databricks, what was landed. */
public interface LandedRows {

    /**
     * Some rows as text.
     *
     * @param columns names, in order
     * @param rows values in the order of the columns; null is NULL
     */
    record Preview(List<String> columns, List<List<String>> rows) {}

    /**
     * The first rows of the Parquet files in a folder of a volume.
     *
     * @param count of rows, at least 1
     * @throws io.github.sqldatabricks.bridge.model.BridgeException.RemoteTransient when the workspace can't be reached
     * @throws io.github.sqldatabricks.bridge.model.BridgeException.RemotePermanent when the statement fails
     */
    Preview firstRows(VolumePath folder, int count);
}
