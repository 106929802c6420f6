package io.github.sqldatabricks.bridge.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.sync.ChangeLimits.CascadePolicy;
import io.github.sqldatabricks.bridge.sync.ChangeLimits.EventRights;
import io.github.sqldatabricks.bridge.sync.ChangeLimits.TriggerPolicy;
import io.github.sqldatabricks.bridge.sync.EventOutcome.ChangeCounts;
import io.github.sqldatabricks.bridge.sync.EventOutcome.ChangeCounts.Cascades;
import io.github.sqldatabricks.bridge.sync.EventOutcome.DryRun;
import io.github.sqldatabricks.bridge.testing.Claims;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Catches a change that is committed although a guard rail broke, and rows that nobody counts. */
class SyncServiceLimitsTest extends SyncServiceFixture {

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
    void aNameThatTheServersCollationTakesForTheSameHasTheLimitsOfTheTablesOwnSpelling() {
        target.counts = ChangeCounts.deleted(5);
        ChangeLimits two = new ChangeLimits(OptionalLong.of(2), OptionalLong.empty(), OptionalDouble.empty());
        EventRights rights = event -> event.target().name().equals("stra\u00dfe") ? two : ChangeLimits.NONE;
        for (String written : List.of("strasse", "STRASSE", "\uff53\uff54\uff52\uff41\uff53\uff53\uff45")) {
            target.synonyms.put("dbo." + written.toLowerCase(Locale.ROOT), "dbo.stra\u00dfe");
            SyncEvent event = Claims.event(
                    "dbo." + written, new SyncOperation.DeleteWhere(Map.of("NAME", Optional.of("one"))), Map.of());
            assertBlocked(
                    new SyncService(source, target, rights).apply(Claims.of(event, FENCE), cancellation),
                    "limit-exceeded",
                    "5 deleted");
        }
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
                                .hasValue("It fires triggers (audit, stock); the rows that they change are not"
                                        + " counted."));
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
}
