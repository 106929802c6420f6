package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.testing.CuttableProxy;
import io.github.sqldatabricks.bridge.testing.FixedStoreConfig;
import io.github.sqldatabricks.bridge.testing.H2Server;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;

/** {@link StoreOutageContract} on H2's server. */
class H2StoreOutageTest extends StoreOutageContract {

    private final String name = UUID.randomUUID().toString();
    private H2Server server;
    private JobDatabase keeper;

    @Override
    StoreConfig config() {
        return FixedStoreConfig.h2("jdbc:h2:" + H2Server.location(proxy.port(), name))
                .impatient();
    }

    @Override
    CuttableProxy proxy() throws Exception {
        keeper = new JobDatabase(FixedStoreConfig.h2("jdbc:h2:mem:" + name));
        keeper.open();
        server = H2Server.start();
        return CuttableProxy.to("127.0.0.1", server.port());
    }

    @AfterEach
    void stop() {
        server.close();
        keeper.close();
    }
}
