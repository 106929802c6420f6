package io.github.sqldatabricks.bridge.messaging.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.testing.FixedKafkaConfig;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.health.api.HealthRegistry;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.junit.jupiter.api.Test;

/** Addresses of brokers that can't be ones. Catches a start that fails for a setting that it does not use. */
class BrokerNamesTest {

    @Test
    void anAddressWithoutPortStopsAStartThatUsesKafkaAndNoOther() {
        BrokerNames names = new BrokerNames(List.of("kafka"));
        Registry registry = new Registry();

        names.register(new StartupEvent(), new FixedKafkaConfig(false), registry);
        assertThat(registry.registered).isFalse();
        assertThatThrownBy(() -> names.register(new StartupEvent(), new FixedKafkaConfig(true), registry))
                .hasMessageContaining("host:port");
    }

    private static final class Registry implements HealthRegistry {
        private boolean registered;

        @Override
        public HealthRegistry register(String id, HealthCheck check) {
            registered = true;
            return this;
        }

        @Override
        public HealthRegistry register(String id, AsyncHealthCheck check) {
            registered = true;
            return this;
        }

        @Override
        public HealthRegistry remove(String id) {
            return this;
        }
    }
}
