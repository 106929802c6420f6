package io.github.sqldatabricks.bridge.load;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Loads into Delta tables. */
@ConfigMapping(prefix = "bridge.load")
public interface LoadConfig {

    /**
     * The Delta table that says how far the loads of each stream are; made with its schema at the first load. It is the truth: without it
     * nobody knows what was loaded.
     */
    @WithDefault("main.bridge.replication_state")
    String stateTable();

    /**
     * How long files of a stream's run stay in the volume that failed, was refused or cancelled, 1 hour to 36500 days; at
     * most until an hour before their job goes ({@code bridge.jobs.retention}). Files that are loaded go at once.
     */
    @WithDefault("1D")
    Duration keepFiles();
}
