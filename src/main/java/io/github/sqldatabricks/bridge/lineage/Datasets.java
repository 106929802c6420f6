package io.github.sqldatabricks.bridge.lineage;

import io.github.sqldatabricks.bridge.model.Country;
import java.util.Optional;

/** Port: where the two worlds are, for the names of datasets. Thread-safe. */
public interface Datasets {

    /**
     * The SQL Server of a country.
     *
     * @param country empty for the default one
     * @throws io.github.sqldatabricks.bridge.model.BridgeException when it is not configured
     */
    Server sqlServer(Optional<Country> country);

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
