package io.github.sqldatabricks.bridge.api;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** Where the REST API is. */
@ConfigMapping(prefix = "bridge.api")
public interface ApiConfig {

    /**
     * A path below which all routes are there once more, in the forms that clients of the predecessor read (docs/migration.md),
     * such as {@code /api/v1}. Default: none.
     */
    Optional<String> basePath();
}
