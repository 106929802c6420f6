package io.github.sqldatabricks.bridge.load;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Loads into Delta tables. */
@ConfigMapping(prefix = "bridge.load")
public interface LoadConfig {

    /**
     * The Delta table that says how far the loads of each stream are; made with its schema at the first load. It is the truth: without it
     * nobody knows what was loaded.
     */
    @WithDefault("main.bridge.replication_state")
    String stateTable();
}
