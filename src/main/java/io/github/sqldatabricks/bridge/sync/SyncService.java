package io.github.sqldatabricks.bridge.sync;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.RowStream;
import io.github.sqldatabricks.bridge.sync.ChangeLimits.CascadePolicy;
import io.github.sqldatabricks.bridge.sync.ChangeLimits.EventRights;
import io.github.sqldatabricks.bridge.sync.ChangeLimits.TriggerPolicy;
import io.github.sqldatabricks.bridge.sync.ChangeLimits.Verdict;
import io.github.sqldatabricks.bridge.sync.ChangePlan.StagedRows;
import io.github.sqldatabricks.bridge.sync.EventOutcome.ChangeCounts;
import io.github.sqldatabricks.bridge.sync.EventOutcome.ChangeCounts.Cascades;
import io.github.sqldatabricks.bridge.sync.EventOutcome.DryRun;
import io.github.sqldatabricks.bridge.sync.EventOutcome.DryRun.SampleRow;
import io.github.sqldatabricks.bridge.sync.StoredEvent.Claim;
import io.github.sqldatabricks.bridge.sync.TargetDatabase.TargetSession;
import io.github.sqldatabricks.bridge.sync.TargetTable.TargetIdentity;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Applies one event, exactly once: the rows are staged first, then the ledger's row, the change and its checks share one
 * short transaction. Thread-safe, blocking.
 */
public class SyncService {

    private static final int SAMPLE_ROWS = 10;

    /** What the ledger says of an event that was not, or not wholly, applied and never will be. */
    private static final Set<ErrorCode> KNOWN_BY_LEDGER =
            Set.of(ErrorCode.COMMITTED_IN_TRIGGER, ErrorCode.EVENT_ID_REUSED);

    /** What a database says to the change itself. */
    private static final Set<ErrorCode> REFUSED = Set.of(
            ErrorCode.SQLSERVER_DUPLICATE_KEY,
            ErrorCode.SQLSERVER_CONSTRAINT,
            ErrorCode.SQLSERVER_NULL,
            ErrorCode.SQLSERVER_TRUNCATION,
            ErrorCode.SQLSERVER_TRIGGER,
            ErrorCode.TRANSACTION_ENDED);

    /** SQL Server's errors that say nothing of columns and values: users who may write the target may see them. */
    private static final Set<ErrorCode> SHOWN = Set.of(
            ErrorCode.SQLSERVER_BUSY,
            ErrorCode.SQLSERVER_CERTIFICATE,
            ErrorCode.SQLSERVER_CONNECTION_LOST,
            ErrorCode.SQLSERVER_DEADLOCK,
            ErrorCode.SQLSERVER_LOCK_TIMEOUT,
            ErrorCode.SQLSERVER_LOGIN_FAILED,
            ErrorCode.SQLSERVER_NOT_CONFIGURED,
            ErrorCode.SQLSERVER_POOL_EXHAUSTED,
            ErrorCode.SQLSERVER_SNAPSHOT_CONFLICT,
            ErrorCode.SQLSERVER_SNAPSHOT_REFUSED,
            ErrorCode.SQLSERVER_STATEMENT_TIMEOUT,
            ErrorCode.SQLSERVER_UNAVAILABLE,
            ErrorCode.SQLSERVER_UNKNOWN_DATABASE);

    private static final String HIDDEN_ROWS =
            "No rows are shown, because the event's user may write the target but not read it (permission 'read').";

    private static final String NO_LEDGER =
            " There is no ledger (bridge.sync.delivery) that knows whether an earlier attempt has"
                    + " changed anything: look at the target.";

    private final SourceRows source;
    private final TargetDatabase target;
    private final EventRights rights;
    private volatile boolean canDeliver;

    public SyncService(SourceRows source, TargetDatabase target, EventRights rights) {
        this.source = source;
        this.target = target;
        this.rights = rights;
    }

    /**
     * Refuses to take events that could not be applied as {@code bridge.sync.delivery} promises. A server that can't be asked
     * now is no reason: the events wait for it. Cheap once it has succeeded.
     *
     * @throws BridgeException.RemotePermanent ({@code ledger-missing}) when there is no ledger and none can be made
     */
    public void requireDelivery() {
        if (canDeliver) {
            return;
        }
        try {
            target.requireDelivery();
            canDeliver = true;
        } catch (BridgeException e) {
            if (e.error() == ErrorCode.LEDGER_MISSING) {
                throw e;
            }
        }
    }

    /**
     * Applies a claimed event.
     *
     * @throws BridgeException.Cancelled after a cancel; nothing was changed then, or all of it and the ledger knows
     */
    public EventOutcome apply(Claim claim, Cancellation cancellation) {
        SyncEvent event = claim.event();
        try {
            ChangeLimits limits = limits(event);
            try (TargetSession session = target.open(event.address(), cancellation)) {
                return apply(session, claim, limits, cancellation);
            }
        } catch (BridgeException.Cancelled e) {
            throw e;
        } catch (BridgeException.NotAllowed e) {
            return new EventOutcome.Blocked(e.error(), e.getMessage());
        } catch (BridgeException failure) {
            BridgeException e = shown(event, failure);
            if (e.error() == ErrorCode.COMMIT_OUTCOME_UNKNOWN) {
                return giveUp(claim, failed(e, " The ledger says that nothing was changed."), cancellation);
            }
            return REFUSED.contains(e.error()) ? refused(claim, e, cancellation) : failed(e);
        }
    }

    /**
     * What an event ends with that is not to be applied any more. The ledger decides: it takes the claim's fence, so that no earlier
     * attempt can commit from then on, and says whether one has. As long as it can't be asked (also because an attempt has the
     * ledger's row in its transaction), the event must not end.
     *
     * @param end how it ends when it was not applied
     * @return {@code end}; or {@link EventOutcome.Applied}, or what the ledger says is wrong; or a failure that is not settled
     * @throws BridgeException.Cancelled after a cancel
     */
    public EventOutcome giveUp(Claim claim, EventOutcome end, Cancellation cancellation) {
        SyncEvent event = claim.event();
        try (TargetSession session = target.open(event.address(), cancellation)) {
            return session.beginAttempt(claim.attempt())
                    .map(counts -> appliedBefore(event, counts))
                    .orElseGet(() -> session.hasLedger() ? end : end.adding(NO_LEDGER));
        } catch (BridgeException.Cancelled e) {
            throw e;
        } catch (BridgeException e) {
            return KNOWN_BY_LEDGER.contains(e.error()) ? failed(e) : unsettled(end, e);
        }
    }

    private static EventOutcome unsettled(EventOutcome end, BridgeException silence) {
        return EventOutcome.Failed.unsettled(
                "An earlier attempt may have changed the target, or still may, and the ledger that knows can't be"
                        + " asked now ("
                        + silence.getMessage() + "). It is asked again until it answers"
                        + end.errorCode()
                                .map(code -> "; the event ends with " + code + " if nothing was changed.")
                                .orElse("."));
    }

    /**
     * The database refused the change, which took it back; unless a trigger had committed it before. The ledger knows, and says so by
     * failing.
     */
    private EventOutcome refused(Claim claim, BridgeException refusal, Cancellation cancellation) {
        SyncEvent event = claim.event();
        try (TargetSession session = target.open(event.address(), cancellation)) {
            Optional<ChangeCounts> applied = session.beginAttempt(claim.attempt());
            boolean known = session.hasLedger() || refusal.error() != ErrorCode.TRANSACTION_ENDED;
            return applied.isPresent()
                    ? appliedBefore(event, applied.get())
                    : failed(refusal, known ? " Nothing was changed." : NO_LEDGER);
        } catch (BridgeException.Cancelled e) {
            throw e;
        } catch (BridgeException e) {
            return e.error() == ErrorCode.COMMITTED_IN_TRIGGER
                    ? new EventOutcome.Failed(
                            e.error(), e.getMessage() + " The first error was: " + refusal.getMessage(), false)
                    : unsettled(failed(refusal), e);
        }
    }

    /** SQL Server's words about a change quote columns and values, which not everybody may read who may write. */
    private BridgeException shown(SyncEvent event, BridgeException failure) {
        ErrorCode error = failure.error();
        boolean mayQuote = error.text().startsWith("sqlserver-") && !SHOWN.contains(error);
        if (!mayQuote || mayRead(event)) {
            return failure;
        }
        String message = "SQL Server refused the change; its words may quote columns and values of " + event.target()
                + " and are shown to who may read it.";
        return failure.retryable()
                ? new BridgeException.RemoteTransient(failure.error(), message, failure)
                : new BridgeException.RemotePermanent(failure.error(), message, failure);
    }

    /** Whose user was removed meanwhile may not. */
    private boolean mayRead(SyncEvent event) {
        try {
            return rights.mayRead(event);
        } catch (BridgeException.NotAllowed e) {
            return false;
        }
    }

    private static EventOutcome failed(BridgeException failure, String known) {
        return new EventOutcome.Failed(failure.error(), failure.getMessage() + known, failure.retryable());
    }

    /** What a database says of a refusal says nothing of the rows; but nothing of an attempt that failed is there. */
    private static EventOutcome failed(BridgeException failure) {
        String message = failure.getMessage();
        boolean isSaid = failure.error() == ErrorCode.COMMIT_OUTCOME_UNKNOWN
                || failure.error() == ErrorCode.COMMITTED_IN_TRIGGER
                || message.toLowerCase(Locale.ROOT).contains("nothing was changed");
        return new EventOutcome.Failed(
                failure.error(), isSaid ? message : message + " Nothing was changed.", failure.retryable());
    }

    private static EventOutcome appliedBefore(SyncEvent event, ChangeCounts counts) {
        return new EventOutcome.Applied(counts, true, event.warning(counts));
    }

    private EventOutcome apply(TargetSession session, Claim claim, ChangeLimits limits, Cancellation cancellation) {
        SyncEvent event = claim.event();
        Optional<ChangeCounts> before = session.beginAttempt(claim.attempt());
        if (before.isPresent()) {
            return appliedBefore(event, before.get());
        }
        TargetIdentity identity = identify(session, event);
        requireClaimed(claim, identity);
        ChangePlan plan = prepare(session, event, limits, cancellation);
        session.beginTransaction(Optional.of(claim.attempt()));
        session.lock(identity);
        Verdict result = change(session, event, plan, limits);
        if (result.outcome() instanceof EventOutcome.Applied) {
            session.commit(claim.attempt(), result.counts());
        } else {
            session.rollback();
        }
        return result.outcome();
    }

    /** After a failover, or when an alias leads elsewhere, the table is another one than the claim keeps others from. */
    private static void requireClaimed(Claim claim, TargetIdentity identity) {
        if (claim.targetKey().filter(key -> !key.equals(identity.key())).isPresent()) {
            throw new BridgeException.RemoteTransient(
                    ErrorCode.TARGET_MOVED,
                    "The target is " + identity.schema() + "." + identity.table() + " of the database "
                            + identity.database() + " on " + identity.server()
                            + " now, and was another table when the event was claimed (a failover, a synonym or an"
                            + " alias that leads elsewhere). Nothing was changed; the next attempt keeps the new"
                            + " table's order.",
                    null);
        }
    }

    /**
     * Does all of it and takes it back; no trace is left.
     *
     * @throws BridgeException.NotAllowed when the event may not change its target
     * @throws BridgeException.RemoteTransient when another attempt can help
     */
    public DryRun dryRun(SyncEvent event, Cancellation cancellation) {
        ChangeLimits limits = limits(event);
        try (TargetSession session = target.open(event.address(), cancellation)) {
            identify(session, event);
            ChangePlan plan = prepare(session, event, limits, cancellation);
            session.beginTransaction(Optional.empty());
            boolean shown = rights.mayRead(event) && rights.mayRead(event.at(plan.target()));
            List<SampleRow> sample = shown ? session.sample(plan, SAMPLE_ROWS) : List.of();
            Verdict result = change(session, event, plan, limits);
            session.rollback();
            return new DryRun(
                    result.outcome(), result.counts(), sample, shown ? Optional.empty() : Optional.of(HIDDEN_ROWS));
        } catch (BridgeException.NotAllowed e) {
            return DryRun.without(new EventOutcome.Blocked(e.error(), e.getMessage()));
        } catch (BridgeException.RemotePermanent e) {
            return DryRun.without(failedDry(shown(event, e)));
        }
    }

    /** A dry run leaves no mark in the ledger that could be asked. */
    private static EventOutcome failedDry(BridgeException failure) {
        if (failure.error() == ErrorCode.TRANSACTION_ENDED) {
            return failed(
                    failure,
                    " If it was a COMMIT, the rows are changed although this was a dry run: look at the target.");
        }
        return failed(failure);
    }

    private Verdict change(TargetSession session, SyncEvent event, ChangePlan plan, ChangeLimits ofName) {
        ChangeLimits limits = limits(event, plan, ofName);
        long tableRows = limits.needTableRows() ? session.countRows(plan.target()) : 0;
        Cascades cascades = limits.cascade() == CascadePolicy.ALLOW ? Cascades.NONE : session.cascades(plan);
        List<String> triggers = limits.triggers() == TriggerPolicy.WARN ? session.triggers(plan) : List.of();
        ChangeCounts counts = session.apply(plan);
        return limits.judge(event, new ChangeLimits.Change(plan.target(), counts, cascades, triggers, tableRows));
    }

    /** The table behind a synonym may have stricter limits than the synonym's name. */
    private ChangeLimits limits(SyncEvent event, ChangePlan plan, ChangeLimits ofName) {
        return plan.target().equals(event.target()) ? ofName : ofName.and(limits(event.at(plan.target())));
    }

    private static TargetIdentity identify(TargetSession session, SyncEvent event) {
        TargetIdentity identity = session.identify(event.target());
        identity.requireNotReserved(event.target());
        return identity;
    }

    private ChangePlan prepare(TargetSession session, SyncEvent event, ChangeLimits limits, Cancellation cancellation) {
        TargetTable table = session.describe(event.target());
        if (!table.name().equals(event.target())) {
            // A synonym may lead to a table that the user may not write.
            rights.limits(event.at(table.name()));
        }
        if (event.operation() instanceof SyncOperation.DeleteWhere where) {
            ChangePlan plan = ColumnMatching.plan(where, table);
            requireTriggers(session, plan, limits);
            return plan;
        }
        try (RowStream rows = source.open(event.operation().sourceTable().orElseThrow(), wanted(event), cancellation)) {
            ChangePlan.Staged plan = ColumnMatching.plan(event, rows.schema(), table, rights.mayRead(event));
            requireTriggers(session, plan, limits);
            session.stage(plan, new StagedRows(rows, plan.columns(), cancellation));
            requireKeys(session, plan);
            return plan;
        }
    }

    private static void requireKeys(TargetSession session, ChangePlan.Staged plan) {
        List<String> problems = plan.keys().isEmpty() ? List.of() : session.keyProblems(plan);
        if (!problems.isEmpty()) {
            throw new BridgeException.RemotePermanent(
                    ErrorCode.SOURCE_KEYS_INVALID, String.join(" ", problems) + " Nothing was changed.");
        }
    }

    /** Those that must not run are found before anything is staged. */
    private static void requireTriggers(TargetSession session, ChangePlan plan, ChangeLimits limits) {
        List<String> triggers = limits.triggers() == TriggerPolicy.REFUSE ? session.triggers(plan) : List.of();
        if (!triggers.isEmpty()) {
            throw new BridgeException.NotAllowed(
                    ErrorCode.TRIGGERS_REFUSED,
                    "The event would fire triggers of " + plan.target() + " (" + String.join(", ", triggers)
                            + "), whose rows can't be counted; they are refused here (bridge.sync.triggers). Nothing"
                            + " was changed.");
        }
    }

    /** An event may ask for more strictness than the service. */
    private ChangeLimits limits(SyncEvent event) {
        ChangeLimits limits = rights.limits(event);
        return event.metadata()
                .cascade()
                .map(wanted -> limits.with(limits.cascade().and(wanted), limits.triggers()))
                .orElse(limits);
    }

    /** A DELETE needs its keys and no other column. */
    private static List<String> wanted(SyncEvent event) {
        return event.operation() instanceof SyncOperation.DeleteByKeys delete
                ? delete.keys().names()
                : List.of();
    }
}
