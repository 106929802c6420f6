package io.github.sqldatabricks.bridge.replication.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;

/** Where replications are described. */
@ConfigMapping(prefix = "bridge.replications")
public interface ReplicationsConfig {

    /** Folder of the replications' files, {@code *.yaml}; none when there is no such folder. */
    @WithDefault("config/replications")
    Path path();
}
