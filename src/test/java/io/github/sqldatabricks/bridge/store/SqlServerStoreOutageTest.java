package io.github.sqldatabricks.bridge.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.testing.CuttableProxy;
import io.github.sqldatabricks.bridge.testing.FixedStoreConfig;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** {@link StoreOutageContract} on the SQL Server that the environment names. */
@EnabledIfEnvironmentVariable(named = "BRIDGE_TEST_SQLSERVER_HOST", matches = ".+")
class SqlServerStoreOutageTest extends StoreOutageContract {

    @Override
    StoreConfig config() {
        return FixedStoreConfig.sqlServer("127.0.0.1", proxy.port()).impatient();
    }

    @Override
    CuttableProxy proxy() throws Exception {
        return CuttableProxy.to(
                System.getenv("BRIDGE_TEST_SQLSERVER_HOST"),
                Integer.parseInt(System.getenv("BRIDGE_TEST_SQLSERVER_PORT")));
    }

    /** The network is silent: nothing is refused, nothing answered. */
    @Test
    void aStoreThatFallsSilentIsGivenUpAndComesBack() throws Exception {
        try (JobDatabase database = new JobDatabase(config())) {
            fill(database);
            proxy.stall();
            long start = System.nanoTime();
            assertThatThrownBy(() -> new JdbcLeaseStore(database).waiting())
                    .isInstanceOf(BridgeException.RemoteTransient.class);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
            proxy.resume();
            assertThat(new JdbcLeaseStore(database).waiting()).isNotNegative();
        }
    }
}
