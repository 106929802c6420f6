package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.testing.FixedStoreConfig;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** {@link JobListContract} on the SQL Server that the environment names. Its schema {@code bridge} is emptied. */
@EnabledIfEnvironmentVariable(named = "BRIDGE_TEST_SQLSERVER_HOST", matches = ".+")
class SqlServerJobListTest extends JobListContract {

    @Override
    StoreConfig config() {
        return FixedStoreConfig.sqlServer();
    }
}
