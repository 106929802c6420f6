package io.github.sqldatabricks.bridge.messaging.kafka;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.health.api.HealthRegistry;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.reactive.messaging.PublisherDecorator;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.ClientDnsLookup;
import org.apache.kafka.clients.ClientUtils;
import org.apache.kafka.common.KafkaException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/**
 * Whether the brokers' names can be resolved. Kafka's clients ask once, when they are made, and one that finds nothing then
 * never works; so none may be made before: consumers begin when a name is found, and a service that needs no broker starts without.
 * Readiness says so, and never takes the service out, because no work depends on Kafka. Thread-safe.
 */
@ApplicationScoped
public class BrokerNames implements PublisherDecorator {

    private static final Logger LOG = Logger.getLogger(BrokerNames.class);
    private static final String NAME = "kafka";
    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final List<String> addresses;
    private volatile boolean found;

    public BrokerNames(
            @ConfigProperty(name = "kafka.bootstrap.servers", defaultValue = "localhost:9092") List<String> addresses) {
        this.addresses = addresses.stream().map(String::strip).toList();
    }

    private static void requireHostAndPort(String address) {
        if (!address.matches(".+:\\d{1,5}")) {
            throw new IllegalArgumentException("Expected kafka.bootstrap.servers as host:port,host:port, but it holds '"
                    + address + "'. Correct it.");
        }
    }

    /** Whether a name was found, so that clients can be made. */
    boolean found() {
        return found;
    }

    /** @throws IllegalArgumentException when Kafka is used and an address is not of the form {@code host:port} */
    void register(@Observes StartupEvent start, KafkaConfig config, @Readiness HealthRegistry readiness) {
        if (config.enabled()) {
            addresses.forEach(BrokerNames::requireHostAndPort);
            readiness.register(NAME, this::health);
        }
    }

    private HealthCheckResponse health() {
        String detail = found
                ? "A broker's name can be resolved."
                : "No name in kafka.bootstrap.servers can be resolved; until then the sweeps find all work.";
        return HealthCheckResponse.named(NAME).up().withData("detail", detail).build();
    }

    @Override
    public Multi<? extends Message<?>> decorate(
            Multi<? extends Message<?>> messages, List<String> channel, boolean isConnector) {
        return isConnector && Set.of(KafkaIngress.QUERIES, KafkaIngress.EVENTS).containsAll(channel)
                ? awaited().onItem().transformToMulti(nothing -> messages)
                : messages;
    }

    /** Ends once a name is found; until then it asks again and again. */
    private Uni<Void> awaited() {
        return Uni.createFrom()
                .voidItem()
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .invoke(this::look)
                .onFailure(KafkaException.class)
                .retry()
                .withBackOff(SHORTEST_PAUSE, LONGEST_PAUSE)
                .indefinitely();
    }

    /** Looks as the clients do; that also logs which names are not found. */
    private void look() {
        ClientUtils.parseAndValidateAddresses(addresses, ClientDnsLookup.USE_ALL_DNS_IPS);
        if (!found) {
            LOG.debugf("A broker's name is found: %s", addresses);
        }
        found = true;
    }
}
