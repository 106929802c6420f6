package io.github.sqldatabricks.bridge.store;

/** {@link JobStoreContract} on H2 in memory. */
class H2JobStoreTest extends JobStoreContract {

    private final StoreConfig config = TestStores.inMemory();

    @Override
    StoreConfig config() {
        return config;
    }
}
