package io.github.sqldatabricks.bridge.event;

import io.github.sqldatabricks.bridge.duty.Duties;
import io.github.sqldatabricks.bridge.event.EventStore.EventCounts;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.model.ExponentialBackoff;
import io.github.sqldatabricks.bridge.observe.FailureLog;
import io.github.sqldatabricks.bridge.sync.SyncConfig;
import io.github.sqldatabricks.bridge.sync.SyncService;
import io.github.sqldatabricks.bridge.work.ThisProcess;
import io.github.sqldatabricks.bridge.work.WorkChannel;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;

/**
 * Brings events in from the events table, and has statuses written back into it. Backs off while Databricks fails. When several
 * processes run, one of them polls; each can be triggered. Thread-safe.
 */
@ApplicationScoped
public class EventPoller {

    private static final Logger LOG = Logger.getLogger(EventPoller.class);
    private static final String LOCK = "poller";
    private static final int LEASE_INTERVALS = 3;
    private static final Duration BETWEEN_TICKS = Duration.ofSeconds(1);
    /** Many pages, each with some statements, while much has piled up. */
    private static final Duration LONGEST_POLL = Duration.ofHours(2);

    private final FailureLog failures = new FailureLog(LOG);
    private final EventStore store;
    private final EventsTable eventsTable;
    private final EventIngest ingest;
    private final StatusWriteBack writeBack;
    private final SyncService service;
    private final WorkChannel channel;
    private final EventMetrics metrics;
    private final SyncConfig config;
    private final PollTimes times;
    private volatile Optional<Instant> lastPoll = Optional.empty();
    private volatile Optional<String> lastError = Optional.empty();

    public EventPoller(
            EventStore store,
            EventsTable eventsTable,
            EventIngest ingest,
            StatusWriteBack writeBack,
            SyncService service,
            @Identifier(WorkChannel.EVENTS) WorkChannel channel,
            EventMetrics metrics,
            SyncConfig config) {
        this.store = store;
        this.eventsTable = eventsTable;
        this.ingest = ingest;
        this.writeBack = writeBack;
        this.service = service;
        this.channel = channel;
        this.metrics = metrics;
        this.config = config;
        if (config.poller().enabled()) {
            metrics.polling();
        }
        this.times = new PollTimes(config.poller().interval(), config.mirror().interval());
    }

    void assign(@Observes Duties duties) {
        if (config.poller().enabled()) {
            duties.every("event_poller", BETWEEN_TICKS, BETWEEN_TICKS, LONGEST_POLL, this::tick);
        }
    }

    /** Polls, and writes statuses back, when it is time. */
    void tick() {
        if (!config.poller().enabled() || channel.isClosed()) {
            return;
        }
        if (times.pollIsDue()) {
            attempt(true);
        } else if (times.writeIsDue()) {
            attempt(false);
        }
    }

    /** One thing at a time: a state that is written between reading a row and taking it would look like an old one. */
    private synchronized void attempt(boolean poll) {
        try {
            if (poll
                    && store.holdLeaderLock(
                            LOCK, ThisProcess.name(), config.poller().interval().multipliedBy(LEASE_INTERVALS))) {
                poll();
                lastPoll = Optional.of(Instant.now());
            } else {
                writeBack.write();
            }
            succeeded(poll);
        } catch (BridgeException e) {
            failed(e.code(), e.getMessage(), e);
        } catch (RuntimeException e) {
            failed(ErrorCode.INTERNAL_ERROR.text(), "An unexpected error; the service's log has the details.", e);
        }
    }

    /**
     * Polls now.
     *
     * @return how many events were taken up
     * @throws BridgeException.Busy when polling is switched off ({@code poller-off}) or the process is stopping
     * @throws BridgeException when the store or the events table can't be used
     */
    public synchronized int trigger() {
        if (!config.poller().enabled()) {
            throw new BridgeException.Busy(
                    ErrorCode.POLLER_OFF,
                    "The events table is not read by this service (bridge.sync.poller.enabled).",
                    config.poller().interval());
        }
        if (channel.isClosed()) {
            throw WorkChannel.refusal();
        }
        try {
            int taken = poll();
            lastPoll = Optional.of(Instant.now());
            succeeded(true);
            return taken;
        } catch (BridgeException e) {
            failed(e.code(), e.getMessage(), e);
            throw e;
        }
    }

    /** How the poller is doing. */
    public Status status() {
        EventCounts counts = store.counts();
        return new Status(
                config.poller().enabled(),
                config.poller().enabled() && !channel.isClosed(),
                config.poller().eventsTable(),
                config.poller().interval(),
                config.poller().maxEvents(),
                lastPoll,
                lastError,
                counts.unwritten(),
                counts.writeBackLag());
    }

    /** When this process read the table last, without an error. */
    public Optional<Instant> lastPoll() {
        return lastPoll;
    }

    /** The events table can't be read at present, and why; empty when it can, or nobody wants to. */
    public Optional<String> lastError() {
        return lastError;
    }

    private int poll() {
        // First, so that rows whose events are known do not fill the page.
        writeBack.write();
        service.requireDelivery();
        int taken = 0;
        boolean more = true;
        while (more && room() > 0 && !channel.isClosed()) {
            long waiting = store.waiting();
            int room = (int) Math.min(config.poller().maxEvents(), config.queueCapacity() - waiting);
            // The rows of events that wait say pending as well; new ones may stand behind them.
            int page = Math.toIntExact(room + waiting);
            Set<EventId> shown = store.shownPending();
            EventsTable.PendingRows rows = eventsTable.pending(page);
            int read = rows.drafts().size() + rows.malformed().size();
            metrics.polled(read);
            if (read < page) {
                ingest.forget(shown, rows);
            }
            int fresh = read == 0 ? 0 : take(rows, room);
            taken += fresh;
            // A page of known rows comes again until their states change, or are written, perhaps by another process.
            more = read == page && fresh > 0;
        }
        return taken;
    }

    private int take(EventsTable.PendingRows rows, int room) {
        int fresh = ingest.take(rows, room);
        channel.trigger();
        writeBack.write();
        return fresh;
    }

    private long room() {
        return config.queueCapacity() - store.waiting();
    }

    private void succeeded(boolean poll) {
        if (lastError.isPresent()) {
            LOG.info("Polling of the events table works again");
        }
        lastError = Optional.empty();
        times.succeeded(poll);
    }

    private void failed(String code, String why, RuntimeException cause) {
        failures.report(code, "Polling of the events table failed: " + why, cause);
        lastError = Optional.of(why);
        Duration wait = times.failed();
        LOG.debugf("Next poll of the events table: wait=%s", wait);
    }

    /** When the events table is looked at next: at its interval with jitter, later and later while it fails. Thread-safe. */
    static final class PollTimes {

        private static final int JITTER_PART = 10;

        private final Duration pollInterval;
        private final Duration writeInterval;
        private long nextPoll = System.nanoTime();
        private long nextWrite = nextPoll;
        private final ExponentialBackoff backoff;
        private int failures;

        PollTimes(Duration pollInterval, Duration writeInterval) {
            this.pollInterval = pollInterval;
            this.writeInterval = writeInterval;
            this.backoff = ExponentialBackoff.halfToFull(pollInterval, OutcomeWriter.LONGEST_DELAY);
        }

        synchronized boolean pollIsDue() {
            return System.nanoTime() - nextPoll >= 0;
        }

        synchronized boolean writeIsDue() {
            return System.nanoTime() - nextWrite >= 0;
        }

        synchronized void succeeded(boolean poll) {
            failures = 0;
            long now = System.nanoTime();
            nextWrite = now + writeInterval.toNanos();
            if (poll) {
                long interval = pollInterval.toNanos();
                nextPoll = now + interval - ThreadLocalRandom.current().nextLong(interval / JITTER_PART + 1);
            }
        }

        /** Returns the wait. */
        synchronized Duration failed() {
            Duration wait = backoff.after(++failures);
            nextPoll = System.nanoTime() + wait.toNanos();
            nextWrite = nextPoll;
            return wait;
        }
    }

    /**
     * How the poller is doing.
     *
     * @param enabled whether the configuration wants it
     * @param running whether this process polls
     * @param lastPoll when this process read the table last, without an error
     * @param lastError why the table can't be used now
     * @param unwritten statuses that are not written into the table yet
     * @param lag age of the oldest of them
     */
    public record Status(
            boolean enabled,
            boolean running,
            String eventsTable,
            Duration interval,
            int maxEvents,
            Optional<Instant> lastPoll,
            Optional<String> lastError,
            long unwritten,
            Duration lag) {}
}
