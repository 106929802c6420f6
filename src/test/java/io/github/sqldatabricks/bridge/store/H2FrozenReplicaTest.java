package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.testing.FixedStoreConfig;
import io.github.sqldatabricks.bridge.testing.H2Server;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;

/** {@link FrozenReplicaContract} on H2's server. */
class H2FrozenReplicaTest extends FrozenReplicaContract {

    private final String name = UUID.randomUUID().toString();
    private final JobDatabase keeper = new JobDatabase(FixedStoreConfig.h2("jdbc:h2:mem:" + name));
    private H2Server server;

    @Override
    StoreConfig config(int port) {
        return FixedStoreConfig.h2("jdbc:h2:" + H2Server.location(port, name));
    }

    @Override
    int port() throws Exception {
        keeper.open();
        server = H2Server.start();
        return server.port();
    }

    @Override
    int stride() {
        return 4;
    }

    @AfterEach
    void stop() {
        server.close();
        keeper.close();
    }
}
