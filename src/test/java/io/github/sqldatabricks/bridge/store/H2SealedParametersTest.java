package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.testing.FixedStoreConfig;

/** {@link SealedParametersContract} on H2 in memory. */
class H2SealedParametersTest extends SealedParametersContract {

    private final FixedStoreConfig config = FixedStoreConfig.inMemory();

    @Override
    StoreConfig config() {
        return config;
    }

    @Override
    FixedStoreConfig config(String key) {
        return config.withKey(key);
    }
}
