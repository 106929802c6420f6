package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.testing.FixedStoreConfig;

/** {@link PartStoreContract} on H2 in memory. */
class H2PartStoreTest extends PartStoreContract {

    private final StoreConfig config = FixedStoreConfig.inMemory();

    @Override
    StoreConfig config() {
        return config;
    }
}
