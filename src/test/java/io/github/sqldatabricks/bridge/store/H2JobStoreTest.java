package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.testing.FixedStoreConfig;

/** {@link JobStoreContract} on H2 in memory. */
class H2JobStoreTest extends JobStoreContract {

    private final StoreConfig config = FixedStoreConfig.inMemory();

    @Override
    StoreConfig config() {
        return config;
    }
}
