package io.github.sqldatabricks.bridge.messaging.kafka;

import io.github.sqldatabricks.bridge.event.EventStore;
import io.github.sqldatabricks.bridge.job.Job;
import io.github.sqldatabricks.bridge.job.JobTracker;
import io.github.sqldatabricks.bridge.job.RunningQuery;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.model.Lease;
import io.github.sqldatabricks.bridge.work.WorkChannel;
import io.github.sqldatabricks.bridge.work.WorkRunner;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/**
 * Takes messages of Kafka and lets free threads of this process look for their work, which they claim in the store. A message
 * is acknowledged before that: not when the work has ended, which may take hours. While no thread is free, no message of a query
 * is taken, so that a process takes it that has one. Delivered twice, a message does no harm.
 *
 * <p>Only poison throws, and goes to the dead-letter topic; what fails otherwise is left to the sweep.
 */
@ApplicationScoped
public class KafkaIngress {

    /** The channels from Kafka; application.properties connects them. */
    static final String QUERIES = "extraction-in";

    static final String EVENTS = "sync-in";

    private static final Logger LOG = Logger.getLogger(KafkaIngress.class);

    private final JobTracker tracker;
    private final EventStore events;
    private final WorkRunner<Lease, RunningQuery> runner;
    private final WorkChannel queries;
    private final WorkChannel waitingEvents;

    public KafkaIngress(
            JobTracker tracker,
            EventStore events,
            WorkRunner<Lease, RunningQuery> runner,
            @Identifier(WorkChannel.QUERIES) WorkChannel queries,
            @Identifier(WorkChannel.EVENTS) WorkChannel waitingEvents) {
        this.tracker = tracker;
        this.events = events;
        this.runner = runner;
        this.queries = queries;
        this.waitingEvents = waitingEvents;
    }

    /**
     * A query waits.
     *
     * @throws PoisonMessage when there is no such query
     */
    @Incoming(QUERIES)
    @Blocking
    public void query(String message) {
        Lease lease = WorkMessage.lease(message);
        try {
            if (isWaiting(lease) && runner.awaitFreeThread()) {
                queries.trigger();
            }
        } catch (BridgeException.NotFound e) {
            throw new PoisonMessage("there is no such job");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (PoisonMessage e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.warnf("A query is left to the sweep: %s: %s", lease, e.getMessage());
        }
    }

    private boolean isWaiting(Lease lease) {
        Job job = tracker.find(lease.job());
        return job.queries().stream()
                .filter(query -> query.name().equals(lease.query()))
                .findFirst()
                .map(query -> !query.ended())
                .orElseThrow(() -> new PoisonMessage("its job has no such query"));
    }

    /**
     * An event waits.
     *
     * @throws PoisonMessage when there is no such event
     */
    @Incoming(EVENTS)
    @Blocking
    public void event(String message) {
        EventId event = WorkMessage.event(message);
        try {
            if (events.find(event).isEmpty()) {
                throw new PoisonMessage("there is no such event");
            }
            waitingEvents.trigger();
        } catch (PoisonMessage e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.warnf("An event is left to the sweep: event=%s: %s", event, e.getMessage());
        }
    }
}
