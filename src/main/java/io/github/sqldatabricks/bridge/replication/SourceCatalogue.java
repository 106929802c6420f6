package io.github.sqldatabricks.bridge.replication;

import io.github.sqldatabricks.bridge.model.Country;
import java.util.List;

/** Port: which tables a source has. Thread-safe, blocking. */
@FunctionalInterface
public interface SourceCatalogue {

    /**
     * All tables and views that the bridge's login may see in the country's database, but the bridge's own. Takes three statements,
     * however many tables there are.
     *
     * @throws io.github.sqldatabricks.bridge.model.BridgeException when the source can't be asked
     */
    List<SourceTable> tables(Country country);
}
