package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.testing.FixedStoreConfig;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** {@link FrozenReplicaContract} on the SQL Server that the environment names. Its schema {@code bridge} is emptied. */
@EnabledIfEnvironmentVariable(named = "BRIDGE_TEST_SQLSERVER_HOST", matches = ".+")
class SqlServerFrozenReplicaTest extends FrozenReplicaContract {

    @Override
    StoreConfig config(int port) {
        return FixedStoreConfig.sqlServer("127.0.0.1", port);
    }

    @Override
    int port() {
        return Integer.parseInt(System.getenv("BRIDGE_TEST_SQLSERVER_PORT"));
    }

    @Override
    int stride() {
        return 3;
    }
}
