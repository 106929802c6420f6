package io.github.sqldatabricks.bridge.messaging.kafka;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.ClientDnsLookup;
import org.apache.kafka.clients.ClientUtils;
import org.apache.kafka.common.KafkaException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Whether the brokers' names can be resolved. Kafka's clients ask once, when they are made, and one that finds nothing then
 * never works; so none may be made before. Thread-safe.
 */
@ApplicationScoped
public class BrokerNames {

    private static final Logger LOG = Logger.getLogger(BrokerNames.class);
    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final List<String> addresses;
    private volatile boolean found;

    /** @throws IllegalArgumentException when an address is not of the form {@code host:port} */
    public BrokerNames(
            @ConfigProperty(name = "kafka.bootstrap.servers", defaultValue = "localhost:9092") List<String> addresses) {
        this.addresses = addresses.stream().map(String::strip).toList();
        this.addresses.forEach(BrokerNames::requireHostAndPort);
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

    /** Ends once a name is found; until then it asks again and again. */
    Uni<Void> awaited() {
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
