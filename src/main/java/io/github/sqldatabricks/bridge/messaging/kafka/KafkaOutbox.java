package io.github.sqldatabricks.bridge.messaging.kafka;

import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.model.Lease;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.work.Notifier;
import io.smallrye.reactive.messaging.kafka.Record;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;
import org.jboss.logging.Logger;

/**
 * Tells the replicas of work that is in the store already. A message that can't be sent is dropped, because a sweep finds
 * the work as well; so nobody waits for Kafka, and what waits for it is bounded. Made with Kafka only, because its channels
 * lead nowhere otherwise. Thread-safe, does not block.
 */
@ApplicationScoped
@Typed(KafkaOutbox.class)
public class KafkaOutbox implements Notifier {

    /** The channels to Kafka; application.properties connects them. */
    private static final String QUERIES = "extraction-out";

    private static final String EVENTS = "sync-out";

    private static final Logger LOG = Logger.getLogger(KafkaOutbox.class);
    /** Messages that may wait for the broker. */
    private static final int UNSENT = 1000;

    private final BrokerNames names;
    private final Emitter<Record<String, String>> queries;
    private final Emitter<Record<String, String>> events;
    private final AtomicInteger unsent = new AtomicInteger();
    private final AtomicBoolean failing = new AtomicBoolean();

    public KafkaOutbox(
            BrokerNames names,
            @Channel(QUERIES) @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER) Emitter<Record<String, String>> queries,
            @Channel(EVENTS) @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER) Emitter<Record<String, String>> events) {
        this.names = names;
        this.queries = queries;
        this.events = events;
    }

    /** How others learn of work. Without Kafka, their sweeps find it, within bridge.jobs.sweep and bridge.sync.sweep. */
    @Produces
    @Singleton
    static Notifier notifier(KafkaConfig config, Instance<KafkaOutbox> kafka) {
        return config.enabled() ? kafka.get() : Notifier.NONE;
    }

    @Override
    public void queryWaits(JobId job, QueryName query) {
        // The key spreads the queries of a job over the partitions, and so over the replicas.
        send(queries, Record.of(job + "/" + query, WorkMessage.of(new Lease(job, query, 0))));
    }

    @Override
    public void eventWaits(EventId event) {
        send(events, Record.of(event.value(), WorkMessage.of(event)));
    }

    private void send(Emitter<Record<String, String>> channel, Record<String, String> message) {
        if (!names.found()) {
            // The first message makes the client, which would never work.
            failed("no name in kafka.bootstrap.servers can be resolved");
            return;
        }
        if (unsent.incrementAndGet() > UNSENT) {
            unsent.decrementAndGet();
            return;
        }
        try {
            channel.send(message).whenComplete((nothing, failure) -> sent(failure));
        } catch (IllegalStateException e) {
            sent(e);
        }
    }

    private void sent(Throwable failure) {
        unsent.decrementAndGet();
        if (failure == null) {
            failing.set(false);
        } else {
            failed(failure.getMessage());
        }
    }

    private void failed(String why) {
        if (!failing.getAndSet(true)) {
            // Once: while the broker is away there would be one for each request.
            LOG.warnf("Kafka can't be told of new work, so it waits for the next sweep: %s", why);
        }
    }
}
