package io.github.sqldatabricks.bridge.store;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** Configurations of job stores for tests. */
final class TestStores {

    private TestStores() {}

    /** An empty store that goes with the process. */
    static StoreConfig inMemory() {
        return config("jdbc:h2:mem:" + UUID.randomUUID(), Optional.empty(), Optional.empty());
    }

    /** The SQL Server that the environment names. */
    static StoreConfig sqlServer() {
        String url = "jdbc:sqlserver://" + variable("HOST") + ":" + variable("PORT") + ";databaseName="
                + variable("DATABASE") + ";encrypt=true;trustServerCertificate=" + variable("TRUST_CERT");
        return config(url, Optional.of(variable("USERNAME")), Optional.of(variable("PASSWORD")));
    }

    static StoreConfig config(String url, Optional<String> username, Optional<String> password) {
        return new StoreConfig() {
            @Override
            public String url() {
                return url;
            }

            @Override
            public Optional<String> username() {
                return username;
            }

            @Override
            public Optional<String> password() {
                return password;
            }

            @Override
            public int maxConnections() {
                return 8;
            }

            @Override
            public Duration connectTimeout() {
                return Duration.ofSeconds(10);
            }
        };
    }

    private static String variable(String name) {
        return System.getenv("BRIDGE_TEST_SQLSERVER_" + name);
    }
}
