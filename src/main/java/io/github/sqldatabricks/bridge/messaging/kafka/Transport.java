package io.github.sqldatabricks.bridge.messaging.kafka;

import io.github.sqldatabricks.bridge.work.Notifier;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Chooses how work gets to the workers. */
@Singleton
public class Transport {

    @Produces
    @Singleton
    Notifier notifier(KafkaConfig config, Instance<KafkaOutbox> kafka) {
        // Without Kafka the others' sweeps find the work, within bridge.jobs.sweep and bridge.sync.sweep.
        return config.enabled() ? kafka.get() : Notifier.NONE;
    }
}
