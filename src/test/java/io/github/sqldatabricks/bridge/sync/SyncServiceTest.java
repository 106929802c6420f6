package io.github.sqldatabricks.bridge.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.sync.type.DeclaredType;
import io.github.sqldatabricks.bridge.sync.type.SqlServerTargetTypes;
import io.github.sqldatabricks.bridge.testing.Claims;
import io.github.sqldatabricks.bridge.testing.FixedRights;
import io.github.sqldatabricks.bridge.testing.ListedRows;
import io.github.sqldatabricks.bridge.testing.ScriptedTarget;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Catches steps in the wrong order, a change that is committed although a guard rail broke, a failure that is reported as
 * something else, and a connection or source that stays open.
 */
class SyncServiceTest {

    private static final UnityTable SOURCE = UnityTable.parse("lake.silver.changes");
    private static final SyncOperation UPSERT = new SyncOperation.Upsert(SOURCE, new KeyColumns(List.of("id")));
    private static final long FENCE = 3;

    private final ScriptedTarget target = new ScriptedTarget();
    private final ListedRows source =
            new ListedRows().column("id", new ColumnType.Int32()).column("name", new ColumnType.Text());
    private final Cancellation cancellation = new Cancellation();
    private ChangeLimits limits = ChangeLimits.NONE;

    @BeforeEach
    void describe() {
        target.columns = List.of(
                new TargetColumn("id", type("int"), TargetColumn.Writing.FREE, false, false),
                new TargetColumn("name", type("nvarchar"), TargetColumn.Writing.FREE, true, false));
        target.counts = new ChangeCounts(1, 1, 0);
        source.row(1L, "one").row(2L, "two");
    }

    @AfterEach
    void nothingStaysOpen() {
        assertThat(source.open()).isZero();
        if (target.calls.size() > 1) {
            assertThat(target.calls).endsWith("close");
        }
    }

    @Test
    void withoutALedgerNothingIsTakenButAServerThatIsAwayIsWaitedFor() {
        ScriptedTarget server = new ScriptedTarget();
        SyncService service = new SyncService(source, server, new FixedRights(ChangeLimits.NONE));
        server.fail("requireDelivery", new BridgeException.RemotePermanent("ledger-missing", "no ledger"));
        assertThatThrownBy(service::requireDelivery).hasMessage("no ledger");
        server.fail("requireDelivery", new BridgeException.RemoteTransient("sqlserver-unreachable", "away", null));
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
    void aSynonymHasTheLimitsOfItsNameAndOfTheTableBehindIt() {
        target.synonyms.put("dbo.t", "dbo.orders");
        target.counts = ChangeCounts.deleted(5);
        ChangeLimits two = new ChangeLimits(OptionalLong.of(2), OptionalLong.empty(), OptionalDouble.empty());
        ChangeLimits nine = new ChangeLimits(OptionalLong.of(9), OptionalLong.empty(), OptionalDouble.empty());
        for (String strict : List.of("dbo.t", "dbo.orders")) {
            EventRights rights = event -> event.target().toString().equals(strict) ? two : nine;
            EventOutcome outcome = new SyncService(source, target, rights)
                    .apply(
                            Claims.of(
                                    Claims.event(
                                            "dbo.t",
                                            new SyncOperation.DeleteWhere(Map.of("NAME", Optional.of("one"))),
                                            Map.of()),
                                    FENCE),
                            cancellation);
            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            EventOutcome.Blocked.class,
                            blocked -> assertThat(blocked.code()).isEqualTo("limit-exceeded"));
        }
        assertThat(target.calls).doesNotContain("commit 5");
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
    void aBrokenLimitRollsBackAndBlocks() {
        limits = new ChangeLimits(OptionalLong.empty(), OptionalLong.of(1), OptionalDouble.empty());
        assertThat(apply(UPSERT)).isInstanceOfSatisfying(EventOutcome.Blocked.class, blocked -> {
            assertThat(blocked.code()).isEqualTo("limit-exceeded");
            assertThat(blocked.message()).contains("1 inserted, 1 updated, 0 deleted");
        });
        assertRolledBack();
        assertThat(target.calls).doesNotContain("countRows");
    }

    @Test
    void rowsAreCountedBeforeTheChangeWhenALimitIsInPercent() {
        limits = new ChangeLimits(OptionalLong.empty(), OptionalLong.empty(), OptionalDouble.of(10));
        target.tableRows = 10;
        assertThat(apply(UPSERT)).isInstanceOf(EventOutcome.Applied.class);
        assertThat(target.calls).containsSubsequence("beginTransaction", "countRows", "apply", "commit 2");
        target.calls.clear();
        target.tableRows = 9;
        assertThat(apply(UPSERT)).isInstanceOf(EventOutcome.Blocked.class);
        assertRolledBack();
    }

    @Test
    void whatForeignKeysChangeCountsAgainstTheLimitsAndIsSaid() {
        target.cascades = new Cascades(List.of(new Cascades.Rows(SqlServerTable.parse("dbo.lines"), 1, 30)), "");
        assertThat(apply(UPSERT)).isInstanceOfSatisfying(EventOutcome.Applied.class, applied -> {
            assertThat(applied.counts()).isEqualTo(target.counts);
            assertThat(applied.warning())
                    .hasValue("Foreign keys changed rows beside it: 1 updated, 30 deleted in dbo.lines.");
        });
        limits = new ChangeLimits(OptionalLong.empty(), OptionalLong.of(32), OptionalDouble.empty());
        assertBlocked(apply(UPSERT), "limit-exceeded", "and by foreign keys 1 updated, 30 deleted in dbo.lines");
        limits = new ChangeLimits(OptionalLong.of(29), OptionalLong.empty(), OptionalDouble.empty());
        assertBlocked(apply(UPSERT), "limit-exceeded", "at most 29 rows may be deleted");
        limits = new ChangeLimits(OptionalLong.of(30), OptionalLong.of(33), OptionalDouble.empty());
        assertThat(apply(UPSERT)).isInstanceOf(EventOutcome.Applied.class);
    }

    @Test
    void anEventMayBeStricterAboutForeignKeysThanTheService() {
        target.cascades = new Cascades(List.of(new Cascades.Rows(SqlServerTable.parse("dbo.lines"), 0, 1)), "");
        SyncEvent strict = Claims.event("dbo.t", UPSERT, Map.of("cascade", "refuse"));
        assertBlocked(
                service().apply(Claims.of(strict, FENCE), cancellation), "cascade-refused", "1 deleted in dbo.lines");
        assertRolledBack();
        limits = limits.with(CascadePolicy.ALLOW, TriggerPolicy.ALLOW);
        target.calls.clear();
        assertThat(apply(UPSERT)).isEqualTo(new EventOutcome.Applied(target.counts, false, Optional.empty()));
        assertThat(target.calls).doesNotContain("cascades", "triggers");
        assertBlocked(service().apply(Claims.of(strict, FENCE), cancellation), "cascade-refused", "dbo.lines");
    }

    @Test
    void keysThatTheLoginMayNotSeeBlockWhatHasLimitsAndAreSaidOtherwise() {
        target.cascades = new Cascades(List.of(), "There may be more.");
        assertThat(apply(UPSERT))
                .isEqualTo(new EventOutcome.Applied(target.counts, false, Optional.of("There may be more.")));
        limits = new ChangeLimits(OptionalLong.of(1000), OptionalLong.empty(), OptionalDouble.empty());
        target.calls.clear();
        assertBlocked(apply(UPSERT), "cascade-unknown", "There may be more.");
        assertRolledBack();
    }

    @Test
    void triggersAreNamedOrRefusedBeforeAnythingIsStaged() {
        target.triggers = List.of("audit", "stock");
        assertThat(apply(UPSERT))
                .isInstanceOfSatisfying(
                        EventOutcome.Applied.class,
                        applied -> assertThat(applied.warning())
                                .hasValue(
                                        "It fires triggers (audit, stock); the rows that they change are not counted."));
        limits = limits.with(CascadePolicy.COUNT, TriggerPolicy.REFUSE);
        target.calls.clear();
        assertBlocked(apply(UPSERT), "triggers-refused", "audit, stock");
        assertThat(target.calls).doesNotContain("stage");
        DryRun run = service().dryRun(Claims.event("dbo.t", UPSERT, Map.of()), cancellation);
        assertBlocked(run.outcome(), "triggers-refused", "audit, stock");
    }

    @Test
    void aDiscrepancyIsReportedOrRollsBackAsTheEventSays() {
        SyncEvent reported = Claims.event("dbo.t", UPSERT, Map.of(), OptionalLong.of(5));
        assertThat(service().apply(Claims.of(reported, FENCE), cancellation))
                .isInstanceOfSatisfying(
                        EventOutcome.Applied.class,
                        applied -> assertThat(applied.warning()).isPresent());
        assertThat(target.calls).contains("commit 2");
        target.calls.clear();
        SyncEvent strict = Claims.event("dbo.t", UPSERT, Map.of("on_discrepancy", "rollback"), OptionalLong.of(5));
        assertFailed(service().apply(Claims.of(strict, FENCE), cancellation), "rows-discrepancy", false);
        assertRolledBack();
    }

    @Test
    void asManyRowsAsExpectedAreNoDiscrepancy() {
        SyncEvent event = Claims.event("dbo.t", UPSERT, Map.of("on_discrepancy", "rollback"), OptionalLong.of(2));
        assertThat(service().apply(Claims.of(event, FENCE), cancellation))
                .isEqualTo(new EventOutcome.Applied(target.counts, false, Optional.empty()));
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
        target.fail(step, new BridgeException.RemoteTransient("sqlserver-deadlock", "chosen as the victim", null));
        assertFailed(apply(UPSERT), "sqlserver-deadlock", true);
        assertThat(target.calls).contains(step);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"sqlserver-constraint", "sqlserver-duplicate-key", "sqlserver-trigger", "transaction-ended"})
    void theLedgerIsAskedWhatIsTrueWhenTheDatabaseRefusesTheChange(String code) {
        target.fail("apply", new BridgeException.RemotePermanent(code, "It says no."));
        assertThat(assertFailed(apply(UPSERT), code, false).message()).isEqualTo("It says no. Nothing was changed.");
        assertThat(target.calls).endsWith("close", "open", "beginAttempt 3", "close");
    }

    @Test
    void whatATriggerCommittedIsSaidWithTheLedgersWords() {
        target.fail("apply", new BridgeException.RemotePermanent("transaction-ended", "It has ended."));
        target.failAfter(
                "apply", "beginAttempt 3", new BridgeException.RemotePermanent("committed-in-trigger", "It is in."));
        assertThat(assertFailed(apply(UPSERT), "committed-in-trigger", false).message())
                .isEqualTo("It is in. The first error was: It has ended.");
    }

    @Test
    void withoutALedgerNobodyClaimsThatNothingWasChanged() {
        target.fail("apply", new BridgeException.RemotePermanent("transaction-ended", "It has ended."));
        DryRun run = service().dryRun(Claims.event("dbo.t", UPSERT, Map.of()), cancellation);
        assertThat(assertFailed(run.outcome(), "transaction-ended", false).message())
                .contains("although this was a dry run");
        target.failAfter(
                "apply", "open", new BridgeException.RemoteTransient("sqlserver-connection-lost", "away", null));
        assertThat(assertFailed(apply(UPSERT), "transaction-ended", false).message())
                .contains("look at the target");
        target.mend();
        target.fail("apply", new BridgeException.RemotePermanent("transaction-ended", "It has ended."));
        target.ledger = false;
        assertThat(assertFailed(apply(UPSERT), "transaction-ended", false).message())
                .contains("look at the target");
    }

    @Test
    void aSourceThatFailsFailsTheEventAsItSays() {
        source.beforeRow(() -> {
            throw new BridgeException.RemotePermanent("unknown-source-table", "not there");
        });
        assertFailed(apply(UPSERT), "unknown-source-table", false);
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

    private SyncService service() {
        return new SyncService(source, target, new FixedRights(limits));
    }

    private EventOutcome apply(SyncOperation operation) {
        return service().apply(Claims.of(Claims.event("dbo.t", operation, Map.of()), FENCE), cancellation);
    }

    private static void assertBlocked(EventOutcome outcome, String code, String message) {
        assertThat(outcome).isInstanceOfSatisfying(EventOutcome.Blocked.class, blocked -> {
            assertThat(blocked.code()).isEqualTo(code);
            assertThat(blocked.message()).contains(message);
        });
    }

    private void assertRolledBack() {
        assertThat(target.calls)
                .containsSubsequence("apply", "rollback", "close")
                .noneMatch(call -> call.startsWith("commit"));
    }

    private static EventOutcome.Failed assertFailed(EventOutcome outcome, String code, boolean retryable) {
        assertThat(outcome).isInstanceOf(EventOutcome.Failed.class);
        EventOutcome.Failed failed = (EventOutcome.Failed) outcome;
        assertThat(failed.code()).isEqualTo(code);
        assertThat(failed.retryable()).isEqualTo(retryable);
        return failed;
    }

    private static TargetType type(String name) {
        return SqlServerTargetTypes.of(new DeclaredType(name, 100, 0, 0, OptionalInt.empty()));
    }
}
