package io.github.sqldatabricks.bridge.messaging.kafka;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/**
 * Kafka, which spreads work over the replicas faster than their sweeps do. The database of jobs and events still holds the
 * truth. {@code kafka.bootstrap.servers} and all other settings {@code kafka.*} go to Kafka's clients as they are.
 */
@ConfigMapping(prefix = "bridge.messaging.kafka")
public interface KafkaConfig {

    /** Whether accepted queries and events are told through Kafka. All replicas of one database need the same. */
    @WithDefault("false")
    boolean enabled();

    /** The topic of queries; at least as many partitions as there may be replicas. */
    @WithDefault("bridge-extraction")
    String extractionTopic();

    /** The topic of events; at least as many partitions as there may be replicas. */
    @WithDefault("bridge-sync")
    String syncTopic();

    /** Where messages go that are none of the bridge's. */
    @WithDefault("bridge-dead-letters")
    String deadLetterTopic();

    /** The consumer group of all replicas of one database. */
    @WithDefault("bridge")
    String group();
}
