package io.github.sqldatabricks.bridge.store;

import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** {@link JobStoreContract} on the SQL Server that the environment names. Its schema {@code bridge} is emptied. */
@EnabledIfEnvironmentVariable(named = "BRIDGE_TEST_SQLSERVER_HOST", matches = ".+")
class SqlServerJobStoreTest extends JobStoreContract {

    @Override
    StoreConfig config() {
        return TestStores.sqlServer();
    }
}
