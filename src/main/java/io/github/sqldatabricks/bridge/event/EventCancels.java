package io.github.sqldatabricks.bridge.event;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.sync.Claim;
import io.github.sqldatabricks.bridge.sync.EventOutcome;
import io.github.sqldatabricks.bridge.sync.EventStatus;
import io.github.sqldatabricks.bridge.sync.StoredEvent;
import io.github.sqldatabricks.bridge.sync.SyncService;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;

/**
 * Cancels events. One that was begun before and given back may be committed already, or still be: then the ledger decides, as it does
 * whenever an event is given up. Thread-safe, blocking.
 */
@ApplicationScoped
public class EventCancels {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(30);

    private final EventStore store;
    private final SyncService service;
    private final OutcomeWriter outcomes;

    public EventCancels(EventStore store, SyncService service, OutcomeWriter outcomes) {
        this.store = store;
        this.service = service;
        this.outcomes = outcomes;
    }

    /**
     * Ends a pending event as cancelled.
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
            return store.overtake(id, by).map(this::settle);
        }
    }

    private StoredEvent settle(Claim claim) {
        EventOutcome outcome = service.giveUp(claim, EventOutcome.cancelled(claim.worker()), new Cancellation());
        if (!outcome.isSettled()) {
            throw new BridgeException.Busy(
                    ErrorCode.ATTEMPT_UNSETTLED,
                    "The event " + claim.id() + " is not cancelled: an earlier attempt may have been"
                            + " applied, and the ledger that knows can't be asked now. Try again later.",
                    RETRY_AFTER);
        }
        return outcomes.writeOvertaken(claim, outcome)
                .filter(event -> event.status() == EventStatus.FAILED)
                .orElseThrow(() -> new BridgeException.Conflict(
                        ErrorCode.EVENT_NOT_PENDING,
                        "Cannot cancel the event " + claim.id()
                                + ": an attempt has applied it, or somebody has begun it, before it was cancelled."));
    }
}
