package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.testing.FixedStoreConfig;

/** {@link FlowStoreContract} on H2 in memory. */
class H2FlowStoreTest extends FlowStoreContract {

    private final StoreConfig config = FixedStoreConfig.inMemory();

    @Override
    StoreConfig config() {
        return config;
    }
}
