package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.testing.FixedStoreConfig;

/** {@link ReplicaStoreContract} on H2 in memory. */
class H2ReplicaStoreTest extends ReplicaStoreContract {

    private final StoreConfig config = FixedStoreConfig.inMemory();

    @Override
    StoreConfig config() {
        return config;
    }
}
