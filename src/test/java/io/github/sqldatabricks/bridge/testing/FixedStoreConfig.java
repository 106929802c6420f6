package io.github.sqldatabricks.bridge.testing;

import io.github.sqldatabricks.bridge.jdbc.entra.EntraLogin;
import io.github.sqldatabricks.bridge.store.StoreConfig;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** The configuration of a job store. */
public record FixedStoreConfig(
        String url,
        Optional<String> username,
        Optional<String> password,
        EntraLogin entra,
        Optional<String> parameterKey,
        int maxConnections,
        Duration connectTimeout,
        Duration readTimeout)
        implements StoreConfig {

    private static final int CONNECTIONS = 8;

    public FixedStoreConfig(String url, Optional<String> username, Optional<String> password) {
        this(
                url,
                username,
                password,
                FixedEntraLogin.NONE,
                Optional.empty(),
                CONNECTIONS,
                Duration.ofSeconds(10),
                Duration.ofSeconds(30));
    }

    /** The same store, which seals parameters. */
    public FixedStoreConfig withKey(String base64) {
        return new FixedStoreConfig(
                url, username, password, entra, Optional.of(base64), maxConnections, connectTimeout, readTimeout);
    }

    /** The same store, which gives up sooner. */
    public FixedStoreConfig impatient() {
        return new FixedStoreConfig(
                url,
                username,
                password,
                entra,
                parameterKey,
                maxConnections,
                Duration.ofSeconds(2),
                Duration.ofSeconds(15));
    }

    /** An H2 database of this URL. */
    public static FixedStoreConfig h2(String url) {
        return new FixedStoreConfig(url, Optional.empty(), Optional.empty());
    }

    /** An empty store that goes with the process. */
    public static FixedStoreConfig inMemory() {
        return h2("jdbc:h2:mem:" + UUID.randomUUID());
    }

    /** The SQL Server that the environment names. */
    public static FixedStoreConfig sqlServer() {
        return sqlServer(variable("HOST"), Integer.parseInt(variable("PORT")));
    }

    /** The SQL Server that the environment names, by way of a proxy. */
    public static FixedStoreConfig sqlServer(String host, int port) {
        String url = "jdbc:sqlserver://" + host + ":" + port + ";databaseName=" + variable("DATABASE")
                + ";encrypt=true;trustServerCertificate=" + variable("TRUST_CERT");
        return new FixedStoreConfig(url, Optional.of(variable("USERNAME")), Optional.of(variable("PASSWORD")));
    }

    private static String variable(String name) {
        return System.getenv("BRIDGE_TEST_SQLSERVER_" + name);
    }
}
