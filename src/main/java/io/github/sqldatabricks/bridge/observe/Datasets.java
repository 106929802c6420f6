package io.github.sqldatabricks.bridge.observe;

import io.github.sqldatabricks.bridge.sync.TargetAddress;

/** Port: where SQL Server and the workspace are, for the names of datasets. Thread-safe. */
public interface Datasets {

    /**
     * The SQL Server at an address.
     *
     * @throws io.github.sqldatabricks.bridge.model.BridgeException when it is not configured
     */
    Server sqlServer(TargetAddress address);

    /** Host, and port if it has one, of the workspace. */
    String workspace();

    /**
     * A SQL Server.
     *
     * @param authority {@code host:port}
     * @param database the one that the connection opens
     */
    record Server(String authority, String database) {}
}
