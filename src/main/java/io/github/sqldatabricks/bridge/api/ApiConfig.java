package io.github.sqldatabricks.bridge.api;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** Where the REST API is, and how much of it callers may take at once. */
@ConfigMapping(prefix = "bridge.api")
public interface ApiConfig {

    /**
     * A path below which all routes are there once more, in the forms that clients of the predecessor read (docs/migration.md),
     * such as {@code /api/v1}. Default: none.
     */
    Optional<String> basePath();

    /**
     * How many requests may be under way at the same time, those that wait for an event ({@code process_immediately}) included; one
     * beyond is answered 503 {@code too-many-requests}. Health and metrics do not count. 1 to 100,000.
     */
    @WithDefault("500")
    int maxRequests();

    /**
     * How many of them one user may have; one beyond is answered 429 {@code too-many-requests-of-user}. Without access control there
     * are no users, and so no such limit. 1 to 100,000.
     */
    @WithDefault("100")
    int maxRequestsPerUser();

    /** In which time the whole body of a request has to come; else the answer is 408 {@code body-timeout}. 1 second to 1 hour. */
    @WithDefault("30s")
    Duration bodyTimeout();
}
