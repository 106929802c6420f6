package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.jdbc.entra.EntraLogin;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Optional;

/** Where jobs are kept. */
@ConfigMapping(prefix = "bridge.jobs")
public interface StoreConfig {

    /**
     * JDBC URL: {@code jdbc:h2:file:...} (one process at a time), {@code jdbc:h2:mem:...} (gone with the process) or
     * {@code jdbc:sqlserver://...} (several processes).
     */
    @WithDefault("jdbc:h2:file:./data/jobs")
    String url();

    /** Login name, for SQL Server. */
    Optional<String> username();

    /** The login's password; never logged. */
    Optional<String> password();

    /** A login by Microsoft Entra instead of {@link #username()} and {@link #password()}, for SQL Server. */
    EntraLogin entra();

    /**
     * Seals the parameters of requests in the store: 32 bytes in Base64 ({@code openssl rand -base64 32}), the same for
     * all processes; never logged. Without it, secret parameters are refused unless the store is in memory.
     */
    Optional<String> parameterKey();

    /** Connections at most, 2 to 64. */
    @WithDefault("8")
    @Min(2)
    @Max(64)
    int maxConnections();

    /** How long to wait for a connection before the store counts as unavailable. 1 second to 5 minutes. */
    @WithDefault("10s")
    Duration connectTimeout();

    /**
     * How long the database may be silent before a connection counts as broken, and its work as failed. Longer than the ten
     * seconds that a statement waits for a lock: 15 seconds to 1 hour.
     */
    @WithDefault("30s")
    Duration readTimeout();
}
