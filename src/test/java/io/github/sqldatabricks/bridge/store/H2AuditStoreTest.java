package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.testing.FixedStoreConfig;

/** {@link AuditStoreContract} on H2 in memory. */
class H2AuditStoreTest extends AuditStoreContract {

    private final StoreConfig config = FixedStoreConfig.inMemory();

    @Override
    StoreConfig config() {
        return config;
    }
}
