package io.github.sqldatabricks.bridge.wiring;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/** Settings that are files, as Kubernetes mounts a Secret. */
@ConfigMapping(prefix = SecretsConfig.PREFIX)
public interface SecretsConfig {

    /** Where they are. */
    String PREFIX = "bridge.secrets";

    /**
     * A folder whose files are settings: the name is the setting's or its variable's ({@code bridge.jobs.password},
     * {@code SQLSERVER_PASSWORD}), the content its value. Default: {@code secrets} when there is such a folder.
     */
    Optional<Path> path();
}
