package io.github.sqldatabricks.bridge.sandbox;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/** The embedded stand-ins for SQL Server and Databricks. Never active unless asked for. */
@ConfigMapping(prefix = "bridge.sandbox")
public interface SandboxConfig {

    /** Whether the stand-ins take the place of both worlds. Refused in production. */
    @WithDefault("false")
    boolean enabled();

    /** TPC-H scale factor of the data; 1 has 6 million line items. 0.001 to 10. */
    @WithDefault("0.01")
    double scale();

    /** Folder of the volumes' files. Default: a temporary folder that goes with the process. */
    Optional<Path> folder();

    /** Port of the local workspace; 0 takes a free one. */
    @WithDefault("0")
    int port();
}
