package io.github.sqldatabricks.bridge.messaging.kafka;

/** The names of the channels to and from Kafka; application.properties connects them. */
final class KafkaChannels {

    static final String EXTRACTION_OUT = "extraction-out";
    static final String EXTRACTION_IN = "extraction-in";
    static final String SYNC_OUT = "sync-out";
    static final String SYNC_IN = "sync-in";

    private KafkaChannels() {}
}
