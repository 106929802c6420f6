package io.github.sqldatabricks.bridge.testing;

import io.github.sqldatabricks.bridge.messaging.kafka.KafkaConfig;

/** Whether Kafka is used; no broker is needed for the beans that only ask this. */
public record FixedKafkaConfig(boolean enabled) implements KafkaConfig {

    @Override
    public String extractionTopic() {
        return "bridge-extraction";
    }

    @Override
    public String syncTopic() {
        return "bridge-sync";
    }

    @Override
    public String deadLetterTopic() {
        return "bridge-dead-letters";
    }

    @Override
    public String group() {
        return "bridge";
    }
}
