package io.github.sqldatabricks.bridge.messaging.kafka;

import io.smallrye.mutiny.Multi;
import io.smallrye.reactive.messaging.PublisherDecorator;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.reactive.messaging.Message;

/** Lets consumers begin when their broker's name can be resolved: a service that needs no broker starts without its name, too. */
@ApplicationScoped
public class ListensOnceFound implements PublisherDecorator {

    private static final Set<String> FROM_KAFKA = Set.of(KafkaChannels.EXTRACTION_IN, KafkaChannels.SYNC_IN);

    private final BrokerNames names;

    public ListensOnceFound(BrokerNames names) {
        this.names = names;
    }

    @Override
    public Multi<? extends Message<?>> decorate(
            Multi<? extends Message<?>> messages, List<String> channel, boolean isConnector) {
        return isConnector && FROM_KAFKA.containsAll(channel)
                ? names.awaited().onItem().transformToMulti(nothing -> messages)
                : messages;
    }
}
