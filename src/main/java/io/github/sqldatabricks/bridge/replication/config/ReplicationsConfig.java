package io.github.sqldatabricks.bridge.replication.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/** Where replications are described. */
@ConfigMapping(prefix = "bridge.replications")
public interface ReplicationsConfig {

    /** Folder of the replications' files, {@code *.yaml}; none when there is no such folder. */
    @WithDefault("config/replications")
    Path path();

    /**
     * The user of the permissions file for whom replications run by their schedules. Without it, and unless nobody needs a token, they do not
     * run by themselves.
     */
    Optional<String> user();
}
