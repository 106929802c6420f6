package io.github.sqldatabricks.bridge.event;

import io.github.sqldatabricks.bridge.model.ExponentialBackoff;
import io.github.sqldatabricks.bridge.sync.Claim;
import io.github.sqldatabricks.bridge.sync.EventOutcome;
import io.github.sqldatabricks.bridge.sync.StoredEvent;
import io.github.sqldatabricks.bridge.sync.SyncConfig;
import io.github.sqldatabricks.bridge.work.RunningWork;
import io.github.sqldatabricks.bridge.work.StopReason;
import io.github.sqldatabricks.bridge.work.StoreRetries;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.util.TypeLiteral;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jboss.logging.Logger;

/** The one place where outcomes of attempts reach the store. Thread-safe, blocking. */
@ApplicationScoped
public class OutcomeWriter {

    private static final Logger LOG = Logger.getLogger(OutcomeWriter.class);

    /** Where the doubled wait between attempts ends. */
    static final Duration LONGEST_DELAY = Duration.ofMinutes(5);

    private final EventStore store;
    private final SyncConfig config;
    private final SyncMetrics metrics;
    private final EventWatch watch;
    private final SyncAudit audit;
    private final UnaryOperator<Supplier<Optional<StoredEvent>>> retry;
    private final ExponentialBackoff backoff;

    @Inject
    public OutcomeWriter(EventStore store, SyncConfig config, SyncMetrics metrics, EventWatch watch, SyncAudit audit) {
        this(store, config, metrics, watch, audit, StoreRetries.with(new TypeLiteral<Optional<StoredEvent>>() {}));
    }

    OutcomeWriter(
            EventStore store,
            SyncConfig config,
            SyncMetrics metrics,
            EventWatch watch,
            SyncAudit audit,
            UnaryOperator<Supplier<Optional<StoredEvent>>> retry) {
        this.store = store;
        this.config = config;
        this.metrics = metrics;
        this.watch = watch;
        this.audit = audit;
        this.retry = retry;
        this.backoff = ExponentialBackoff.halfToFull(config.retryDelay(), LONGEST_DELAY);
    }

    /** Records how an attempt ended: for good, or until its next attempt. */
    void write(RunningWork<Claim> running, EventOutcome outcome) {
        Claim claim = running.claim();
        boolean again = !ends(claim, outcome);
        Optional<StoredEvent> stored = again
                ? patiently(() -> store.retryLater(
                        claim,
                        (EventOutcome.Failed) outcome,
                        backoff.after(claim.stored().attempts())))
                : patiently(() -> store.finish(claim, outcome));
        if (stored.isEmpty()) {
            metrics.claimLost();
            LOG.warnf("Outcome discarded, because the claim was lost: event=%s", claim.id());
            return;
        }
        tell(claim, stored.get(), outcome, again, running.elapsed());
    }

    /** Records what the ledger has said of an event that a cancel has overtaken; empty when the event was begun since. */
    Optional<StoredEvent> writeOvertaken(Claim claim, EventOutcome outcome) {
        Optional<StoredEvent> stored = store.finishOvertaken(claim, outcome);
        stored.ifPresent(event -> tell(claim, event, outcome, false, Duration.ZERO));
        return stored;
    }

    private void tell(Claim claim, StoredEvent stored, EventOutcome outcome, boolean again, Duration elapsed) {
        count(stored, outcome, again);
        audit.ended(claim, outcome, again, elapsed);
        watch.look();
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

    private Optional<StoredEvent> patiently(Supplier<Optional<StoredEvent>> call) {
        return retry.apply(call).get();
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
        }
        if (outcome instanceof EventOutcome.Applied applied && !applied.appliedBefore()) {
            metrics.applied(stored.event().operation().kind(), applied.counts());
        }
    }
}
