package io.github.sqldatabricks.bridge.event;

import io.github.sqldatabricks.bridge.flow.FlowCounter;
import io.github.sqldatabricks.bridge.flow.FlowCounter.Amount;
import io.github.sqldatabricks.bridge.flow.FlowCounter.Direction;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.model.ExponentialBackoff;
import io.github.sqldatabricks.bridge.sync.EventOutcome;
import io.github.sqldatabricks.bridge.sync.StoredEvent;
import io.github.sqldatabricks.bridge.sync.StoredEvent.Claim;
import io.github.sqldatabricks.bridge.sync.StoredEvent.EventStatus;
import io.github.sqldatabricks.bridge.sync.SyncConfig;
import io.github.sqldatabricks.bridge.sync.SyncService;
import io.github.sqldatabricks.bridge.work.StoreRetries;
import io.github.sqldatabricks.bridge.work.WorkHandler.RunningWork;
import io.github.sqldatabricks.bridge.work.WorkHandler.RunningWork.StopReason;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** The one place where events end: the outcomes of attempts, and of cancels, reach the store here. Thread-safe, blocking. */
@ApplicationScoped
public class OutcomeWriter {

    private static final Logger LOG = Logger.getLogger(OutcomeWriter.class);

    /** Where the doubled wait between attempts ends. */
    static final Duration LONGEST_DELAY = Duration.ofMinutes(5);

    private static final Duration RETRY_CANCEL_AFTER = Duration.ofSeconds(30);

    private final EventStore store;
    private final SyncService service;
    private final SyncConfig config;
    private final EventMetrics metrics;
    private final FlowCounter flow;
    private final EventWatch watch;
    private final EventAudit audit;
    private final StoreRetries retries;
    private final ExponentialBackoff backoff;

    @Inject
    public OutcomeWriter(
            EventStore store,
            SyncService service,
            SyncConfig config,
            EventMetrics metrics,
            FlowCounter flow,
            EventWatch watch,
            EventAudit audit) {
        this(store, service, config, metrics, flow, watch, audit, new StoreRetries());
    }

    OutcomeWriter(
            EventStore store,
            SyncService service,
            SyncConfig config,
            EventMetrics metrics,
            FlowCounter flow,
            EventWatch watch,
            EventAudit audit,
            StoreRetries retries) {
        this.store = store;
        this.service = service;
        this.config = config;
        this.metrics = metrics;
        this.flow = flow;
        this.watch = watch;
        this.audit = audit;
        this.retries = retries;
        this.backoff = ExponentialBackoff.halfToFull(config.retryDelay(), LONGEST_DELAY);
    }

    /** Records how an attempt ended: for good, or until its next attempt. */
    void write(RunningWork<Claim> running, EventOutcome outcome) {
        Claim claim = running.claim();
        boolean again = !ends(claim, outcome);
        Optional<StoredEvent> stored = again
                ? retries.get(() -> store.retryLater(
                        claim,
                        (EventOutcome.Failed) outcome,
                        backoff.after(claim.stored().attempts())))
                : retries.get(() -> store.finish(claim, outcome));
        if (stored.isEmpty()) {
            metrics.claimLost();
            LOG.warnf("Outcome discarded, because the claim was lost: event=%s", claim.id());
            return;
        }
        tell(claim, stored.get(), outcome, again, running.elapsed());
    }

    private void tell(Claim claim, StoredEvent stored, EventOutcome outcome, boolean again, Duration elapsed) {
        count(stored, outcome, again);
        audit.ended(claim, outcome, again, elapsed);
        watch.look();
    }

    /**
     * Ends a pending event as cancelled. One that was begun before and given back may be committed already, or still be: then the
     * ledger decides, as it does whenever an event is given up.
     *
     * @param by who wants it
     * @return the event; empty when it does not exist
     * @throws BridgeException.Conflict when it is not pending, or turns out to have been applied
     * @throws BridgeException.Busy when an earlier attempt may have been applied, and the ledger that knows can't be asked
     */
    Optional<StoredEvent> cancel(EventId id, String by) {
        try {
            return store.cancel(id, by);
        } catch (BridgeException.Conflict e) {
            if (e.error() != ErrorCode.ATTEMPT_UNSETTLED) {
                throw e;
            }
            return store.overtake(id, by).map(this::endOvertaken);
        }
    }

    private StoredEvent endOvertaken(Claim claim) {
        EventOutcome outcome = service.giveUp(claim, EventOutcome.cancelled(claim.worker()), new Cancellation());
        if (!outcome.isSettled()) {
            throw new BridgeException.Busy(
                    ErrorCode.ATTEMPT_UNSETTLED,
                    "The event " + claim.id() + " is not cancelled: an earlier attempt may have been"
                            + " applied, and the ledger that knows can't be asked now. Try again later.",
                    RETRY_CANCEL_AFTER);
        }
        Optional<StoredEvent> stored = store.finishOvertaken(claim, outcome);
        stored.ifPresent(event -> tell(claim, event, outcome, false, Duration.ZERO));
        return stored.filter(event -> event.status() == EventStatus.FAILED)
                .orElseThrow(() -> new BridgeException.Conflict(
                        ErrorCode.EVENT_NOT_PENDING,
                        "Cannot cancel the event " + claim.id()
                                + ": an attempt has applied it, or somebody has begun it, before it was cancelled."));
    }

    /** Gives an event back that only stopped because this process does. */
    void stopped(RunningWork<Claim> running) {
        if (running.isStoppedBy(StopReason.DRAINED)) {
            store.release(List.of(running.claim()));
            LOG.infof("Event given back: event=%s", running.claim().id());
        } else {
            metrics.claimLost();
            LOG.warnf("Claim lost to another process: event=%s", running.claim().id());
        }
    }

    /** Whether the event ends with the outcome. An attempt whose end nobody knows is looked into as often as it takes. */
    boolean ends(Claim claim, EventOutcome outcome) {
        return !(outcome instanceof EventOutcome.Failed failed)
                || failed.settled() && !(failed.retryable() && mayRetry(claim));
    }

    private boolean mayRetry(Claim claim) {
        int allowed = claim.event().maxRetries().orElse(config.maxRetries());
        return claim.stored().attempts() <= allowed;
    }

    private void count(StoredEvent stored, EventOutcome outcome, boolean again) {
        LOG.infof(
                "Attempt ended: event=%s status=%s changed=\"%s\" error=%s",
                stored.id(),
                stored.status().text(),
                stored.counts().map(Object::toString).orElse("nothing"),
                stored.errorCode().orElse("none"));
        if (again) {
            metrics.retried();
        } else {
            metrics.ended(stored);
            flow.add(Direction.SYNC, Amount.end(stored.status() != EventStatus.COMPLETED));
        }
        if (outcome instanceof EventOutcome.Applied applied && !applied.appliedBefore()) {
            metrics.applied(stored.event().operation().kind(), applied.counts());
            flow.add(Direction.SYNC, Amount.moved(applied.counts().total(), 0));
        }
    }
}
