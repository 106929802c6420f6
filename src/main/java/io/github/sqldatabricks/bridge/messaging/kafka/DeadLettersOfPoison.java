package io.github.sqldatabricks.bridge.messaging.kafka;

import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.IncomingKafkaRecord;
import io.smallrye.reactive.messaging.kafka.KafkaConnectorIncomingConfiguration;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
import io.smallrye.reactive.messaging.kafka.fault.KafkaFailureHandler;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.BiConsumer;
import org.eclipse.microprofile.reactive.messaging.Metadata;

/**
 * Sends poison to the dead-letter topic, and nothing else: a message that no thread could take, because the process stops,
 * is acknowledged, and its work is found by a sweep.
 */
@ApplicationScoped
@Identifier(DeadLettersOfPoison.NAME)
public class DeadLettersOfPoison implements KafkaFailureHandler.Factory {

    /** For {@code failure-strategy}. */
    static final String NAME = "dead-letters-of-poison";

    private final KafkaFailureHandler.Factory deadLetters;

    public DeadLettersOfPoison(@Identifier("dead-letter-queue") KafkaFailureHandler.Factory deadLetters) {
        this.deadLetters = deadLetters;
    }

    @Override
    public KafkaFailureHandler create(
            KafkaConnectorIncomingConfiguration config,
            Vertx vertx,
            KafkaConsumer<?, ?> consumer,
            BiConsumer<Throwable, Boolean> reportFailure) {
        return new Handler(deadLetters.create(config, vertx, consumer, reportFailure));
    }

    private record Handler(KafkaFailureHandler letters) implements KafkaFailureHandler {

        @Override
        public <K, V> Uni<Void> handle(IncomingKafkaRecord<K, V> message, Throwable reason, Metadata metadata) {
            return reason instanceof PoisonMessage
                    ? letters.handle(message, reason, metadata)
                    : Uni.createFrom().completionStage(message.ack());
        }

        @Override
        public void terminate() {
            letters.terminate();
        }
    }
}
