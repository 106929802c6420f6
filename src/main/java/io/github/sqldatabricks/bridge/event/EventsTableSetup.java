package io.github.sqldatabricks.bridge.event;

import java.util.List;

/** Port: makes and checks the events table in Databricks. Blocking. */
public interface EventsTableSetup {

    /** The statements that make it, for running them by hand. */
    String ddl();

    /**
     * Makes the table, and its schema, unless they are there.
     *
     * @throws io.github.sqldatabricks.bridge.model.BridgeException when that is refused or fails
     */
    void create();

    /**
     * Looks at the table.
     *
     * @throws io.github.sqldatabricks.bridge.model.BridgeException when it is not there or can't be read
     */
    Findings check();

    /**
     * What a table lacks.
     *
     * @param needed columns without which no event can be read
     * @param wanted columns without which something can't be said
     */
    record Findings(List<String> needed, List<String> wanted) {
        public Findings {
            needed = List.copyOf(needed);
            wanted = List.copyOf(wanted);
        }
    }
}
