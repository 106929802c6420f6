package io.github.sqldatabricks.bridge.event;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.observe.Lineage;
import io.github.sqldatabricks.bridge.observe.LogScope;
import io.github.sqldatabricks.bridge.observe.WorkTraces;
import io.github.sqldatabricks.bridge.sync.EventOutcome;
import io.github.sqldatabricks.bridge.sync.StoredEvent.Claim;
import io.github.sqldatabricks.bridge.sync.SyncConfig;
import io.github.sqldatabricks.bridge.sync.SyncService;
import io.github.sqldatabricks.bridge.work.ThisProcess;
import io.github.sqldatabricks.bridge.work.WorkHandler;
import io.github.sqldatabricks.bridge.work.WorkHandler.Renewal;
import io.github.sqldatabricks.bridge.work.WorkHandler.RunningWork;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Events as a kind of work: claimed in the order of their targets, applied, recorded. Thread-safe, blocking. */
@ApplicationScoped
public class EventHandler implements WorkHandler<Claim, RunningWork<Claim>> {

    private static final Logger LOG = Logger.getLogger(EventHandler.class);

    private static final EventOutcome UNEXPECTED = new EventOutcome.Failed(
            ErrorCode.INTERNAL_ERROR, "An unexpected error; the service's log has the details.", false);

    private static final EventOutcome UNASKED = EventOutcome.Failed.unsettled(
            "An attempt may have changed the target, and asking the ledger failed in an unexpected way; the service's"
                    + " log has the details. It is asked again until it answers.");

    private final EventStore store;
    private final TargetKeys keys;
    private final SyncService service;
    private final OutcomeWriter outcomes;
    private final WorkTraces traces;
    private final Lineage lineage;
    private final SyncConfig config;
    private final EventAudit audit;
    private final EventMetrics metrics;
    private final StatusWriteBack writeBack;

    public EventHandler(
            EventStore store,
            TargetKeys keys,
            SyncService service,
            OutcomeWriter outcomes,
            WorkTraces traces,
            EventAudit audit,
            Lineage lineage,
            EventMetrics metrics,
            StatusWriteBack writeBack,
            SyncConfig config) {
        this.store = store;
        this.keys = keys;
        this.service = service;
        this.outcomes = outcomes;
        this.traces = traces;
        this.lineage = lineage;
        this.config = config;
        this.audit = audit;
        this.metrics = metrics;
        this.writeBack = writeBack;
    }

    @Override
    public String name() {
        return "events";
    }

    @Override
    public Duration lease() {
        return config.lease();
    }

    @Override
    public Optional<RunningWork<Claim>> claim() {
        keys.settle();
        Optional<Claim> claim = store.claim(ThisProcess.name(), config.lease());
        claim.filter(Claim::reclaimed).ifPresent(taken -> metrics.reclaimed());
        return claim.map(RunningWork::new);
    }

    @Override
    public Renewal<Claim> renew(List<RunningWork<Claim>> running) {
        List<Claim> claims = running.stream().map(RunningWork::claim).toList();
        return new Renewal<>(store.renew(ThisProcess.name(), claims, config.lease()), Set.of());
    }

    @Override
    public void drained(Duration atMost) {
        writeBack.flush(atMost);
    }

    @Override
    public void work(RunningWork<Claim> event) {
        Claim claim = event.claim();
        try (LogScope ids = LogScope.of(event.claim().id())) {
            if (keys.isMoved(claim)) {
                LOG.debugf(
                        "Event released, because its target is another table now: event=%s",
                        event.claim().id());
                return;
            }
            LOG.debugf(
                    "Attempt begins: event=%s attempt=%d",
                    event.claim().id(), claim.stored().attempts());
            audit.started(claim);
            attempt(event);
        }
    }

    private void attempt(RunningWork<Claim> event) {
        try (WorkTraces.Part part = traces.begin(event.claim().event())) {
            EventOutcome first = outcome(event);
            first.errorCode().ifPresent(part::failed);
            if (!isGivenBack(event, first)) {
                record(event, settled(event, first));
            }
        } catch (BridgeException.Cancelled e) {
            outcomes.stopped(event);
        }
    }

    /** That a name leads to another table since the claim is not the event's fault: the attempt does not count. */
    private boolean isGivenBack(RunningWork<Claim> event, EventOutcome outcome) {
        Claim claim = event.claim();
        if (!outcome.error().equals(Optional.of(ErrorCode.TARGET_MOVED))) {
            return false;
        }
        keys.forget(claim);
        boolean isMoved = keys.isMoved(claim);
        if (isMoved) {
            audit.ended(claim, outcome, true, event.elapsed());
        }
        return isMoved;
    }

    /** A failure of an event that was stopped comes from the stop, whatever a driver made of it. */
    private void record(RunningWork<Claim> event, EventOutcome outcome) {
        if (outcome instanceof EventOutcome.Failed && event.stopped().isPresent()) {
            outcomes.stopped(event);
        } else {
            outcomes.write(event, outcome);
        }
    }

    /** Before an event ends unapplied, earlier attempts that may have committed are shut out, and the ledger says if one has. */
    private EventOutcome settled(RunningWork<Claim> event, EventOutcome outcome) {
        Claim claim = event.claim();
        boolean isGivenUp = outcome.errorCode().isPresent() && outcomes.ends(claim, outcome);
        // An error may have come after the commit.
        boolean isInDoubt = claim.unsettled() || outcome.equals(UNEXPECTED);
        return isGivenUp && isInDoubt && event.stopped().isEmpty()
                ? guarded(claim, () -> service.giveUp(claim, outcome, event.cancellation()), UNASKED)
                : outcome;
    }

    private EventOutcome outcome(RunningWork<Claim> event) {
        Claim claim = event.claim();
        if (claim.reclaims() >= config.maxTakeovers()) {
            return new EventOutcome.Failed(
                    ErrorCode.WORKER_DIED,
                    claim.reclaims() + " processes died while they applied this event (bridge.sync.max-takeovers)."
                            + " Nothing was changed. Find out why they died before a retry.",
                    false);
        }
        return guarded(
                claim, () -> lineage.follow(claim, () -> service.apply(claim, event.cancellation())), UNEXPECTED);
    }

    private static EventOutcome guarded(Claim claim, Supplier<EventOutcome> work, EventOutcome unexpected) {
        try {
            return work.get();
        } catch (BridgeException.Cancelled e) {
            throw e;
        } catch (RuntimeException | Error e) {
            LOG.errorf(e, "Event failed with an unexpected error: event=%s", claim.id());
            return unexpected;
        }
    }
}
