package io.github.sqldatabricks.bridge.messaging.kafka;

import io.github.sqldatabricks.bridge.extraction.ExtractionConfig;
import io.github.sqldatabricks.bridge.job.JobTracker;
import io.github.sqldatabricks.bridge.job.Lease;
import io.github.sqldatabricks.bridge.messaging.Dispatch;
import io.github.sqldatabricks.bridge.messaging.Stopping;
import io.github.sqldatabricks.bridge.messaging.WorkPublisher;
import io.github.sqldatabricks.bridge.ops.ExtractionMetrics;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Typed;
import java.util.List;

/** Through Kafka: a query waits in the store, held by nobody, until some replica has a free worker. */
@ApplicationScoped
@Typed(KafkaDispatch.class)
public class KafkaDispatch implements Dispatch {

    private final JobTracker tracker;
    private final KafkaOutbox outbox;
    private final WorkPublisher publisher;
    private final ExtractionMetrics metrics;
    private final int capacity;

    public KafkaDispatch(
            JobTracker tracker,
            KafkaOutbox outbox,
            WorkPublisher publisher,
            ExtractionMetrics metrics,
            ExtractionConfig config) {
        this.tracker = tracker;
        this.outbox = outbox;
        this.publisher = publisher;
        this.metrics = metrics;
        this.capacity = config.queueCapacity();
    }

    @Override
    public Reservation reserve(int queries) {
        if (queries > capacity) {
            throw Dispatch.tooMany(queries, capacity);
        }
        if (publisher.isClosed()) {
            throw Stopping.refusal();
        }
        long waiting = tracker.waiting();
        if (waiting + queries > capacity) {
            metrics.refused();
            throw Dispatch.full(waiting + " queries are waiting already (bridge.extraction.queue-capacity)", queries);
        }
        return new Unbound();
    }

    private final class Unbound implements Reservation {

        @Override
        public void publish(Lease lease) {
            // First, so that whoever hears of it can have it.
            tracker.release(List.of(lease));
            outbox.send(lease);
        }

        @Override
        public void close() {
            // Requests at the same moment may exceed the bound by themselves, but never hold on to it.
        }
    }
}
