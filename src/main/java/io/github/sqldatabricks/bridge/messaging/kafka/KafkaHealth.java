package io.github.sqldatabricks.bridge.messaging.kafka;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.health.api.HealthRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** What readiness says of Kafka when it is enabled. It never takes the service out, because no work depends on Kafka. */
@ApplicationScoped
public class KafkaHealth {

    private static final String NAME = "kafka";

    private final KafkaConfig config;
    private final BrokerNames names;

    public KafkaHealth(KafkaConfig config, BrokerNames names) {
        this.config = config;
        this.names = names;
    }

    void register(@Observes StartupEvent start, @Readiness HealthRegistry readiness) {
        if (config.enabled()) {
            readiness.register(NAME, this::response);
        }
    }

    private HealthCheckResponse response() {
        String detail = names.found()
                ? "A broker's name can be resolved."
                : "No name in kafka.bootstrap.servers can be resolved; until then the sweeps find all work.";
        return HealthCheckResponse.named(NAME).up().withData("detail", detail).build();
    }
}
