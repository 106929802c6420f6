package io.github.sqldatabricks.bridge.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.sync.ChangeLimits;
import io.github.sqldatabricks.bridge.sync.EventOutcome;
import io.github.sqldatabricks.bridge.sync.EventOutcome.ChangeCounts;
import io.github.sqldatabricks.bridge.sync.SyncConfig;
import io.github.sqldatabricks.bridge.sync.SyncEvent;
import io.github.sqldatabricks.bridge.sync.SyncService;
import io.github.sqldatabricks.bridge.sync.TargetDatabase;
import io.github.sqldatabricks.bridge.testing.Claims;
import io.github.sqldatabricks.bridge.testing.FixedRights;
import io.github.sqldatabricks.bridge.testing.ListedRows;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/**
 * What event sync expects of every database when something goes wrong. Catches a change that should not have been made, or
 * was made twice, and a failure that leaves something behind.
 */
public abstract class TargetSafetyContract extends TargetContract {

    @Test
    void keysThatAreNullOrComeTwiceAreFoundBeforeTheWrite() throws SQLException {
        ListedRows source = people().row(4L, "x").row(4L, "y").row(null, "z");
        EventOutcome.Failed failed = failed(apply(source, upsert()), "source-keys-invalid");
        assertThat(failed.message())
                .contains("NULL in 1 row")
                .contains("more than once")
                .contains("For example '4'.");
        assertThat(failed.retryable()).isFalse();
        assertThat(rows(ALL)).isEqualTo(PEOPLE);
    }

    @Test
    void aValueThatDoesNotFitIsNamedByRowAndColumnBeforeTheWrite() throws SQLException {
        ListedRows source = people().row(4L, "short enough").row(5L, "longer than twenty characters");
        assertThat(failed(apply(source, insert()), "value-refused").message())
                .contains("Row 2")
                .contains("'name'")
                .doesNotContain("longer");
        assertThat(rows(ALL)).isEqualTo(PEOPLE);
    }

    @Test
    void aConditionThatTheColumnCannotHoldIsRefused() throws SQLException {
        failed(deleteWhere(Map.of("id", Optional.of("1.5"))), "condition-refused");
        failed(deleteWhere(Map.of("city", Optional.of("longer than ten"))), "condition-refused");
        failed(deleteWhere(Map.of("street", Optional.of("x"))), "columns-do-not-match");
        assertThat(rows(ALL)).isEqualTo(PEOPLE);
    }

    @Test
    void whatTheDatabaseRefusesChangesNothingAndAnotherAttemptMayBeMade() throws SQLException {
        SyncEvent event = event(insert());
        ListedRows taken = people().row(4L, "new").row(3L, "taken");
        assertThat(service(taken, ChangeLimits.NONE).apply(Claims.of(event, 1), new Cancellation()))
                .isInstanceOfSatisfying(
                        EventOutcome.Failed.class,
                        failed -> assertThat(failed.retryable()).isFalse());
        assertThat(rows(ALL)).isEqualTo(PEOPLE);
        execute("DELETE FROM {table} WHERE id = 3");
        assertApplied(
                service(taken, ChangeLimits.NONE).apply(Claims.of(event, 2), new Cancellation()),
                ChangeCounts.inserted(2));
    }

    @Test
    void aTableThatIsNotThereIsSaidSo() throws SQLException {
        SyncEvent event = Claims.event("dbo.no_such_table", insert(), Map.of());
        failed(
                service(people(), ChangeLimits.NONE).apply(Claims.of(event, 1), new Cancellation()),
                "unknown-target-table");
    }

    @Test
    void anEventIsAppliedOnceHoweverOftenItIsAttempted() throws SQLException {
        SyncEvent event = event(insert());
        ListedRows source = people().row(4L, "four");
        assertApplied(attempt(source, event, 1), ChangeCounts.inserted(1));
        for (long fence = 1; fence <= 3; fence++) {
            assertThat(attempt(source, event, fence)).isInstanceOfSatisfying(EventOutcome.Applied.class, applied -> {
                assertThat(applied.appliedBefore()).isTrue();
                assertThat(applied.counts()).isEqualTo(ChangeCounts.inserted(1));
            });
        }
        assertThat(rows(ALL)).hasSize(4);
    }

    @Test
    void anAttemptThatWasOvertakenChangesNothing() throws SQLException {
        SyncEvent event = event(insert());
        ListedRows refused = people().row(3L, "taken");
        assertThat(attempt(refused, event, 5)).isInstanceOf(EventOutcome.Failed.class);
        failed(attempt(people().row(4L, "late"), event, 4), "event-taken-over");
        assertThat(rows(ALL)).isEqualTo(PEOPLE);
    }

    @Test
    void anIdThatWasUsedForSomethingElseIsRefused() throws SQLException {
        SyncEvent first = event(insert());
        assertApplied(attempt(people().row(4L, "four"), first, 1), ChangeCounts.inserted(1));
        SyncEvent other = withId(event(delete()), first.id());
        failed(attempt(people().row(4L, "four"), other, 2), "event-id-reused");
        assertThat(rows(ALL)).hasSize(4);
    }

    @Test
    void withoutALedgerAnEventCanBeAppliedTwice() throws SQLException {
        execute("DROP TABLE {table}");
        execute("CREATE TABLE {table} (id int, name nvarchar(20), city nvarchar(10))");
        SyncEvent event = event(insert());
        TargetDatabase database = target().database(SyncConfig.Delivery.AT_LEAST_ONCE);
        for (int attempt = 1; attempt <= 2; attempt++) {
            SyncService service =
                    new SyncService(people().row(4L, "four"), database, new FixedRights(ChangeLimits.NONE));
            assertApplied(service.apply(Claims.of(event, attempt), new Cancellation()), ChangeCounts.inserted(1));
        }
        assertThat(rows(ALL)).hasSize(2);
    }

    @Test
    void aLimitThatIsExceededRollsBack() throws SQLException {
        ChangeLimits limits = new ChangeLimits(OptionalLong.of(1), OptionalLong.empty(), OptionalDouble.empty());
        EventOutcome outcome = service(people().row(1L, "").row(2L, ""), limits)
                .apply(Claims.of(event(delete()), 1), new Cancellation());
        assertThat(outcome).isInstanceOfSatisfying(EventOutcome.Blocked.class, blocked -> {
            assertThat(blocked.code()).isEqualTo("limit-exceeded");
            assertThat(blocked.message()).contains("2 deleted").contains("at most 1");
        });
        assertThat(rows(ALL)).isEqualTo(PEOPLE);
    }

    @Test
    void aLimitInPercentCountsTheRowsThatWereThere() throws SQLException {
        ChangeLimits half = new ChangeLimits(OptionalLong.empty(), OptionalLong.empty(), OptionalDouble.of(50));
        assertThat(service(people().row(1L, "x").row(2L, "y").row(4L, "new"), half)
                        .apply(Claims.of(event(upsert()), 1), new Cancellation()))
                .isInstanceOf(EventOutcome.Blocked.class);
        assertApplied(
                service(people().row(1L, "x").row(4L, "new"), half)
                        .apply(Claims.of(event(upsert()), 1), new Cancellation()),
                new ChangeCounts(1, 1, 0));
    }

    @Test
    void aCancelInTheMiddleOfTheSourceChangesNothing() throws SQLException {
        Cancellation cancellation = new Cancellation();
        ListedRows source = people().beforeRow(() -> cancellation.cancel("enough"));
        for (long id = 10; id < 3000; id++) {
            source.row(id, "n");
        }
        SyncEvent event = event(insert());
        assertThatThrownBy(() -> service(source, ChangeLimits.NONE).apply(Claims.of(event, 1), cancellation))
                .isInstanceOf(BridgeException.Cancelled.class);
        assertThat(rows(ALL)).isEqualTo(PEOPLE);
        assertApplied(attempt(people().row(4L, "four"), event, 2), ChangeCounts.inserted(1));
    }

    @Test
    void aSourceThatFailsInTheMiddleChangesNothing() throws SQLException {
        ListedRows source = people().row(10L, "n").beforeRow(() -> {
            throw new BridgeException.RemoteTransient(ErrorCode.DATABRICKS_UNAVAILABLE, "gone", null);
        });
        assertThat(apply(source, insert()))
                .isInstanceOfSatisfying(
                        EventOutcome.Failed.class,
                        failed -> assertThat(failed.retryable()).isTrue());
        assertThat(rows(ALL)).isEqualTo(PEOPLE);
    }

    @Test
    void aChangeThatSomethingInsideHasCommittedIsNotMadeAgain() throws SQLException {
        SyncEvent event = event(insert());
        failed(attempt(people().row(3L, "taken"), event, 1), target().duplicateKey());
        execute("UPDATE bridge.sync_ledger SET rows_inserted = 0 WHERE event_id = '" + event.id() + "'");
        EventOutcome.Failed failed = failed(attempt(people().row(4L, "four"), event, 2), "committed-in-trigger");
        assertThat(failed.retryable()).isFalse();
        assertThat(failed.message()).contains("not applied again");
        assertThat(rows(ALL)).isEqualTo(PEOPLE);
    }
}
