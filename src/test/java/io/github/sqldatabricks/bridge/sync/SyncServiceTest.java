package io.github.sqldatabricks.bridge.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.sync.EventOutcome.ChangeCounts;
import io.github.sqldatabricks.bridge.sync.EventOutcome.DryRun;
import io.github.sqldatabricks.bridge.sync.StoredEvent.Claim;
import io.github.sqldatabricks.bridge.sync.TargetTable.TargetIdentity;
import io.github.sqldatabricks.bridge.testing.Claims;
import io.github.sqldatabricks.bridge.testing.FixedRights;
import io.github.sqldatabricks.bridge.testing.ScriptedTarget;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Catches steps in the wrong order, a failure that is reported as something else, and a connection or source that stays open.
 */
class SyncServiceTest extends SyncServiceFixture {

    @Test
    void withoutALedgerNothingIsTakenButAServerThatIsAwayIsWaitedFor() {
        ScriptedTarget server = new ScriptedTarget();
        SyncService service = new SyncService(source, server, new FixedRights(ChangeLimits.NONE));
        server.fail("requireDelivery", new BridgeException.RemotePermanent(ErrorCode.LEDGER_MISSING, "no ledger"));
        assertThatThrownBy(service::requireDelivery).hasMessage("no ledger");
        server.fail(
                "requireDelivery",
                new BridgeException.RemoteTransient(ErrorCode.SQLSERVER_CONNECTION_LOST, "away", null));
        assertThatCode(service::requireDelivery).doesNotThrowAnyException();
        server.mend();
        service.requireDelivery();
        service.requireDelivery();
        assertThat(server.calls).filteredOn("requireDelivery"::equals).hasSize(3);
    }

    @Test
    void anEventIsStagedCheckedChangedAndCommittedInThisOrder() {
        assertThat(apply(UPSERT)).isEqualTo(new EventOutcome.Applied(target.counts, false, Optional.empty()));
        assertThat(target.calls)
                .containsExactly(
                        "open",
                        "beginAttempt 3",
                        "describe",
                        "stage",
                        "keyProblems",
                        "beginTransaction",
                        "lock dbo.t",
                        "cascades",
                        "triggers",
                        "apply",
                        "commit 2",
                        "close");
        assertThat(target.stagedRows).isEqualTo(2);
    }

    @Test
    void theCountrySaysWhichServer() {
        SyncEvent event = Claims.event("dbo.t", UPSERT, Map.of("country", "bolivia"));
        service().apply(Claims.of(event, FENCE), cancellation);
        assertThat(target.calls).startsWith("open bolivia");
    }

    @Test
    void aNameThatLeadsToTheBridgesOwnTablesIsBlockedAndNothingIsChanged() {
        target.synonyms.put("dbo.t", "Bridge.sync_ledger");
        EventOutcome outcome = apply(new SyncOperation.DeleteWhere(Map.of("NAME", Optional.of("one"))));
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        EventOutcome.Blocked.class,
                        blocked -> assertThat(blocked.code()).isEqualTo("reserved-target"));
        assertThat(target.calls).doesNotContain("apply", "beginTransaction");
    }

    @Test
    void aDeleteByConditionsNeedsNoSource() {
        target.counts = ChangeCounts.deleted(4);
        apply(new SyncOperation.DeleteWhere(Map.of("NAME", Optional.of("one"))));
        assertThat(target.calls)
                .containsExactly(
                        "open",
                        "beginAttempt 3",
                        "describe",
                        "beginTransaction",
                        "lock dbo.t",
                        "cascades",
                        "triggers",
                        "apply",
                        "commit 4",
                        "close");
    }

    @Test
    void anInsertWithoutKeysHasNoKeysToCheck() {
        apply(new SyncOperation.Insert(SOURCE, Optional.empty()));
        assertThat(target.calls).contains("commit 2").doesNotContain("keyProblems");
    }

    @Test
    void whatWasAppliedBeforeIsNotEvenRead() {
        target.appliedBefore = Optional.of(ChangeCounts.updated(7));
        SyncEvent event = Claims.event("dbo.t", UPSERT, Map.of(), OptionalLong.of(8));
        assertThat(service().apply(Claims.of(event, FENCE), cancellation))
                .isInstanceOfSatisfying(EventOutcome.Applied.class, applied -> {
                    assertThat(applied.counts()).isEqualTo(ChangeCounts.updated(7));
                    assertThat(applied.appliedBefore()).isTrue();
                    assertThat(applied.warning())
                            .hasValueSatisfying(text ->
                                    assertThat(text).contains("Expected 8").contains("7 did"));
                });
        assertThat(target.calls).containsExactly("open", "beginAttempt 3", "close");
    }

    @Test
    void keysThatAreWrongFailBeforeTheTransaction() {
        target.keyProblems = List.of("Two are the same.", "One is NULL.");
        assertThat(assertFailed(apply(UPSERT), "source-keys-invalid", false).message())
                .isEqualTo("Two are the same. One is NULL. Nothing was changed.");
        assertThat(target.calls).doesNotContain("beginTransaction");
    }

    @Test
    void columnsThatDoNotMatchFailBeforeAnythingIsStaged() {
        target.columns = target.columns.subList(0, 1);
        assertFailed(apply(UPSERT), "columns-do-not-match", false);
        assertThat(target.calls).doesNotContain("stage");
    }

    @Test
    void aDryRunRollsBackAndWritesNoLedger() {
        DryRun run = service().dryRun(Claims.event("dbo.t", UPSERT, Map.of()), cancellation);
        assertThat(run.counts()).isEqualTo(target.counts);
        assertThat(run.outcome()).isInstanceOf(EventOutcome.Applied.class);
        assertThat(run.sample()).hasSize(1);
        assertThat(target.calls)
                .containsExactly(
                        "open",
                        "describe",
                        "stage",
                        "keyProblems",
                        "beginTransaction without ledger",
                        "sample",
                        "cascades",
                        "triggers",
                        "apply",
                        "rollback",
                        "close");
    }

    @Test
    void aDryRunTellsWhatWouldBlockOrFailTheEvent() {
        limits = new ChangeLimits(OptionalLong.empty(), OptionalLong.of(1), OptionalDouble.empty());
        DryRun blocked = service().dryRun(Claims.event("dbo.t", UPSERT, Map.of()), cancellation);
        assertThat(blocked.outcome()).isInstanceOf(EventOutcome.Blocked.class);
        assertThat(blocked.counts()).isEqualTo(target.counts);
        target.keyProblems = List.of("One is NULL.");
        DryRun failed = service().dryRun(Claims.event("dbo.t", UPSERT, Map.of()), cancellation);
        assertFailed(failed.outcome(), "source-keys-invalid", false);
        assertThat(failed.counts()).isEqualTo(ChangeCounts.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"open", "beginAttempt 3", "describe", "stage", "keyProblems", "apply", "commit 2"})
    void aFailureThatCanPassIsWorthAnotherAttemptWhereverItHappens(String step) {
        target.fail(
                step, new BridgeException.RemoteTransient(ErrorCode.SQLSERVER_DEADLOCK, "chosen as the victim", null));
        assertFailed(apply(UPSERT), "sqlserver-deadlock", true);
        assertThat(target.calls).contains(step);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"sqlserver-constraint", "sqlserver-duplicate-key", "sqlserver-trigger", "transaction-ended"})
    void theLedgerIsAskedWhatIsTrueWhenTheDatabaseRefusesTheChange(String code) {
        target.fail(
                "apply", new BridgeException.RemotePermanent(ErrorCode.of(code).orElseThrow(), "It says no."));
        assertThat(assertFailed(apply(UPSERT), code, false).message()).isEqualTo("It says no. Nothing was changed.");
        assertThat(target.calls).endsWith("close", "open", "beginAttempt 3", "close");
    }

    @Test
    void whatATriggerCommittedIsSaidWithTheLedgersWords() {
        target.fail("apply", new BridgeException.RemotePermanent(ErrorCode.TRANSACTION_ENDED, "It has ended."));
        target.failAfter(
                "apply",
                "beginAttempt 3",
                new BridgeException.RemotePermanent(ErrorCode.COMMITTED_IN_TRIGGER, "It is in."));
        assertThat(assertFailed(apply(UPSERT), "committed-in-trigger", false).message())
                .isEqualTo("It is in. The first error was: It has ended.");
    }

    @Test
    void withoutALedgerNobodyClaimsThatNothingWasChanged() {
        target.fail("apply", new BridgeException.RemotePermanent(ErrorCode.TRANSACTION_ENDED, "It has ended."));
        DryRun run = service().dryRun(Claims.event("dbo.t", UPSERT, Map.of()), cancellation);
        assertThat(assertFailed(run.outcome(), "transaction-ended", false).message())
                .contains("although this was a dry run");
        target.failAfter(
                "apply",
                "open",
                new BridgeException.RemoteTransient(ErrorCode.SQLSERVER_CONNECTION_LOST, "away", null));
        EventOutcome.Failed unknown = assertFailed(apply(UPSERT), "attempt-unsettled", true);
        assertThat(unknown.settled()).isFalse();
        assertThat(unknown.message()).contains("transaction-ended");
        target.mend();
        target.fail("apply", new BridgeException.RemotePermanent(ErrorCode.TRANSACTION_ENDED, "It has ended."));
        target.ledger = false;
        assertThat(assertFailed(apply(UPSERT), "transaction-ended", false).message())
                .contains("look at the target");
    }

    @Test
    void aCommitThatNobodyConfirmedIsAskedForAndTheEventCanNotEndUntilTheLedgerAnswers() {
        target.fail(
                "commit 2", new BridgeException.RemoteTransient(ErrorCode.COMMIT_OUTCOME_UNKNOWN, "It broke.", null));
        assertThat(assertFailed(apply(UPSERT), "commit-outcome-unknown", true).message())
                .isEqualTo("It broke. The ledger says that nothing was changed.");
        target.failAfter(
                "commit 2",
                "open",
                new BridgeException.RemoteTransient(ErrorCode.SQLSERVER_CONNECTION_LOST, "away", null));
        assertThat(assertFailed(apply(UPSERT), "attempt-unsettled", true).settled())
                .isFalse();
        target.calls.clear();
    }

    @Test
    void anEventIsNotAppliedToAnotherTableThanTheOneThatItsClaimKeepsOthersFrom() {
        SyncEvent event = Claims.event("dbo.t", UPSERT, Map.of());
        Claim plain = Claims.of(event, FENCE);
        String key = new TargetIdentity("scripted", "scripted", "dbo", "t").key();
        assertThat(service().apply(claimedFor(plain, key), cancellation)).isInstanceOf(EventOutcome.Applied.class);
        target.calls.clear();
        target.synonyms.put("dbo.t", "dbo.other");
        assertFailed(service().apply(claimedFor(plain, key), cancellation), "target-moved", true);
        assertThat(target.calls).doesNotContain("describe", "stage");
    }

    private static Claim claimedFor(Claim plain, String key) {
        return new Claim(plain.stored(), plain.fence(), plain.worker(), 0, false, false, Optional.of(key));
    }

    @Test
    void aSourceThatFailsFailsTheEventAsItSays() {
        source.beforeRow(() -> {
            throw new BridgeException.RemotePermanent(ErrorCode.DATABRICKS_NOT_FOUND, "not there");
        });
        assertFailed(apply(UPSERT), "databricks-not-found", false);
        assertThat(target.calls).doesNotContain("beginTransaction");
    }

    @Test
    void aCancelIsNoFailure() {
        source.beforeRow(() -> cancellation.cancel("by ana"));
        for (long id = 3; id < 3000; id++) {
            source.row(id, "n");
        }
        assertThatThrownBy(() -> apply(UPSERT))
                .isInstanceOf(BridgeException.Cancelled.class)
                .hasMessageContaining("by ana");
        assertThat(target.calls).doesNotContain("beginTransaction");
    }
}
