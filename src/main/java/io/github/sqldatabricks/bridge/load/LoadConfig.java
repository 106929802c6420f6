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
     * How long files of a stream's run stay in the volume that failed, was refused or cancelled, from one hour on; shorter than
     * {@code bridge.jobs.retention} by more than an hour. Files that are loaded go at once.
     */
    @WithDefault("1D")
    Duration keepFiles();
}
