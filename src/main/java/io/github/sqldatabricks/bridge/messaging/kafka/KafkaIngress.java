package io.github.sqldatabricks.bridge.messaging.kafka;

import io.github.sqldatabricks.bridge.job.Job;
import io.github.sqldatabricks.bridge.job.JobTracker;
import io.github.sqldatabricks.bridge.job.Lease;
import io.github.sqldatabricks.bridge.messaging.WorkPublisher;
import io.github.sqldatabricks.bridge.messaging.sync.WakeUps;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.sync.EventStore;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/**
 * Takes messages of Kafka and hands their work to the workers of this process. A message is acknowledged as soon as this
 * process holds the work in the store, or somebody else does: not when the work has ended, which may take hours. While no
 * worker is free, no message is taken. Delivered twice, a message does nothing the second time, because its fence is old.
 *
 * <p>Only poison throws, and goes to the dead-letter topic; what fails otherwise is left to the sweep.
 */
@ApplicationScoped
public class KafkaIngress {

    private static final Logger LOG = Logger.getLogger(KafkaIngress.class);

    private final JobTracker tracker;
    private final EventStore events;
    private final WorkPublisher publisher;
    private final WakeUps wakeUps;

    public KafkaIngress(JobTracker tracker, EventStore events, WorkPublisher publisher, WakeUps wakeUps) {
        this.tracker = tracker;
        this.events = events;
        this.publisher = publisher;
        this.wakeUps = wakeUps;
    }

    /**
     * A query waits.
     *
     * @throws PoisonMessage when there is no such query
     */
    @Incoming(KafkaChannels.EXTRACTION_IN)
    @Blocking
    public void query(String message) {
        Lease lease = WorkMessage.lease(message);
        try {
            if (isWaiting(lease)) {
                takeUp(lease);
            }
        } catch (BridgeException.NotFound e) {
            throw new PoisonMessage("there is no such job");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (PoisonMessage e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.warnf("Query %s of job %s is left to the sweep: %s", lease.query(), lease.job(), e.getMessage());
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

    private void takeUp(Lease lease) throws InterruptedException {
        try (WorkPublisher.Room room = publisher.awaitOne()) {
            if (!publisher.isClosed()) {
                tracker.adopt(lease).ifPresent(room::publish);
            }
        }
    }

    /**
     * An event waits.
     *
     * @throws PoisonMessage when there is no such event
     */
    @Incoming(KafkaChannels.SYNC_IN)
    @Blocking
    public void event(String message) {
        EventId event = WorkMessage.event(message);
        try {
            if (events.find(event).isEmpty()) {
                throw new PoisonMessage("there is no such event");
            }
            wakeUps.send();
        } catch (PoisonMessage e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.warnf("Event %s is left to the sweep: %s", event, e.getMessage());
        }
    }
}
