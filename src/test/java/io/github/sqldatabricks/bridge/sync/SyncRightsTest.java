package io.github.sqldatabricks.bridge.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.sync.ChangeLimits.EventRights;
import io.github.sqldatabricks.bridge.sync.EventOutcome.ChangeCounts;
import io.github.sqldatabricks.bridge.sync.EventOutcome.DryRun;
import io.github.sqldatabricks.bridge.sync.SyncOperation.KeyColumns;
import io.github.sqldatabricks.bridge.sync.TargetTable.TargetColumn;
import io.github.sqldatabricks.bridge.testing.Claims;
import io.github.sqldatabricks.bridge.testing.ListedRows;
import io.github.sqldatabricks.bridge.testing.ScriptedTarget;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Events of a user who may not write (any more). Catches one that is applied, and one that was applied and is called blocked. */
class SyncRightsTest {

    private static final SyncOperation UPSERT =
            new SyncOperation.Upsert(UnityTable.parse("lake.silver.changes"), new KeyColumns(List.of("id")));

    private final ScriptedTarget target = new ScriptedTarget();
    private final Cancellation cancellation = new Cancellation();
    private final SyncEvent event = Claims.event("dbo.t", UPSERT, Map.of());
    private final SyncService service = new SyncService(new ListedRows(), target, asked -> {
        throw new BridgeException.NotAllowed(ErrorCode.WRITE_NOT_ALLOWED, "no");
    });

    @Test
    void whoMayNotWriteIsBlockedBeforeAnythingIsOpened() {
        assertThat(service.apply(Claims.of(event, 1), cancellation))
                .isEqualTo(new EventOutcome.Blocked(ErrorCode.WRITE_NOT_ALLOWED, "no"));
        assertThatThrownBy(() -> service.dryRun(event, cancellation)).isInstanceOf(BridgeException.NotAllowed.class);
        assertThat(target.calls).isEmpty();
    }

    /** Who may write, but not read. */
    private SyncService writing(ListedRows source) {
        target.columns = List.of(
                new TargetColumn("id", SyncServiceFixture.type("int"), TargetColumn.Writing.FREE, false, false),
                new TargetColumn("secret", SyncServiceFixture.type("int"), TargetColumn.Writing.FREE, false, false));
        return new SyncService(source, target, new EventRights() {
            @Override
            public ChangeLimits limits(SyncEvent asked) {
                return ChangeLimits.NONE;
            }

            @Override
            public boolean mayRead(SyncEvent asked) {
                return false;
            }
        });
    }

    @Test
    void whoMayNotReadTheTargetSeesNoRowsOfItInADryRunButItsCounts() {
        SyncEvent delete =
                Claims.event("dbo.t", new SyncOperation.DeleteWhere(Map.of("id", Optional.of("1"))), Map.of());
        target.counts = ChangeCounts.deleted(7);
        DryRun run = writing(new ListedRows()).dryRun(delete, cancellation);
        assertThat(run.counts()).isEqualTo(ChangeCounts.deleted(7));
        assertThat(run.sample()).isEmpty();
        assertThat(run.warning().orElseThrow()).contains("not read it");
        assertThat(target.calls).doesNotContain("sample");
    }

    @Test
    void whoMayNotReadTheTargetLearnsNoColumnsOfItFromErrors() {
        ListedRows source = new ListedRows().column("id", new ColumnType.Int32());
        EventOutcome.Failed missing = (EventOutcome.Failed) writing(source).apply(Claims.of(event, 1), cancellation);
        assertThat(missing.code()).isEqualTo("columns-do-not-match");
        assertThat(missing.message()).contains("1 columns of dbo.t need values").doesNotContain("secret");
        ListedRows whole = source.column("secret", new ColumnType.Int32());
        target.fail(
                "apply",
                new BridgeException.RemotePermanent(ErrorCode.SQLSERVER_CONSTRAINT, "The CHECK of 'salary' says no."));
        EventOutcome.Failed refused = (EventOutcome.Failed) writing(whole).apply(Claims.of(event, 1), cancellation);
        assertThat(refused.code()).isEqualTo("sqlserver-constraint");
        assertThat(refused.message()).contains("Nothing was changed").doesNotContain("salary");
    }

    @Test
    void whoMayNotReadTheTargetSeesOfSqlServersWordsOnlyThoseThatQuoteNothing() {
        ListedRows source =
                new ListedRows().column("id", new ColumnType.Int32()).column("secret", new ColumnType.Int32());
        SyncService service = writing(source);
        for (String code :
                List.of("sqlserver-permission-denied", "sqlserver-invalid-query", "sqlserver-query-failed")) {
            assertThat(failed(service, code).message()).as(code).doesNotContain("salary");
        }
        assertThat(failed(service, "sqlserver-unavailable").message()).contains("salary");
    }

    private EventOutcome.Failed failed(SyncService service, String code) {
        target.fail(
                "apply",
                new BridgeException.RemotePermanent(ErrorCode.of(code).orElseThrow(), "The column 'salary' says no."));
        return (EventOutcome.Failed) service.apply(Claims.of(event, 1), cancellation);
    }

    @Test
    void aFailureOfAUserWhoWasRemovedMeanwhileShowsNothing() {
        SyncService service = new SyncService(new ListedRows(), target, new EventRights() {
            @Override
            public ChangeLimits limits(SyncEvent asked) {
                return ChangeLimits.NONE;
            }

            @Override
            public boolean mayRead(SyncEvent asked) {
                throw new BridgeException.NotAllowed(ErrorCode.USER_UNKNOWN, "gone");
            }
        });
        target.fail("describe", new BridgeException.RemotePermanent(ErrorCode.SQLSERVER_QUERY_FAILED, "salary"));
        assertThat(service.apply(Claims.of(event, 1), cancellation))
                .isInstanceOfSatisfying(EventOutcome.Failed.class, failed -> {
                    assertThat(failed.code()).isEqualTo("sqlserver-query-failed");
                    assertThat(failed.message()).doesNotContain("salary");
                });
    }

    @Test
    void anEventThatWasAppliedBeforeItsUserLostTheRightIsNotReportedAsBlocked() {
        target.appliedBefore = Optional.of(ChangeCounts.updated(3));
        EventOutcome refusal = service.apply(Claims.of(event, 2), cancellation);
        assertThat(service.giveUp(Claims.of(event, 2), refusal, cancellation))
                .isEqualTo(new EventOutcome.Applied(ChangeCounts.updated(3), true, Optional.empty()));
        assertThat(target.calls).containsExactly("open", "beginAttempt 2", "close");
    }

    @Test
    void anEventIsGivenUpOnlyOnceTheLedgerHasItsFenceAndSaysThatItWasNotApplied() {
        EventOutcome died = new EventOutcome.Failed(ErrorCode.WORKER_DIED, "They died. Nothing was changed.", false);
        assertThat(service.giveUp(Claims.of(event, 2), died, cancellation)).isSameAs(died);
        target.ledger = false;
        assertThat(service.giveUp(Claims.of(event, 2), died, cancellation))
                .isInstanceOfSatisfying(EventOutcome.Failed.class, failed -> {
                    assertThat(failed.code()).isEqualTo("worker-died");
                    assertThat(failed.message()).contains("no ledger", "look at the target");
                });
        for (String step : List.of("open", "beginAttempt 2")) {
            target.mend();
            target.fail(step, new BridgeException.RemotePermanent(ErrorCode.SQLSERVER_LOGIN_FAILED, "wrong password"));
            assertThat(service.giveUp(Claims.of(event, 2), died, cancellation))
                    .isInstanceOfSatisfying(EventOutcome.Failed.class, failed -> {
                        assertThat(failed.code()).isEqualTo("attempt-unsettled");
                        assertThat(failed.settled()).isFalse();
                        assertThat(failed.retryable()).isTrue();
                        assertThat(failed.message()).contains("wrong password", "ends with worker-died");
                    });
        }
        target.mend();
        target.fail("beginAttempt 2", new BridgeException.RemotePermanent(ErrorCode.COMMITTED_IN_TRIGGER, "It is in."));
        assertThat(service.giveUp(Claims.of(event, 2), died, cancellation))
                .isEqualTo(new EventOutcome.Failed(ErrorCode.COMMITTED_IN_TRIGGER, "It is in.", false));
    }
}
