package io.github.sqldatabricks.bridge.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.run.ReplicationStore.LastLoad;
import io.github.sqldatabricks.bridge.run.ReplicationStore.StreamId;
import io.github.sqldatabricks.bridge.run.ReplicationStore.Success;
import io.github.sqldatabricks.bridge.run.StreamState;
import io.github.sqldatabricks.bridge.run.StreamState.Block;
import io.github.sqldatabricks.bridge.run.StreamState.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * What every store does with replications, through real SQL. Catches a run that moves a stream on which was reset meanwhile, an approval
 * that lets more than one load pass, and a time of a schedule that comes again.
 */
abstract class ReplicationStoreContract extends StoreFixture {

    private static final StreamId ORDERS = new StreamId("sales", "dbo.orders");
    private static final Instant NOON = Instant.parse("2026-11-30T12:00:00Z");
    private static final LastLoad LOAD = new LastLoad("load-1", "job-1", 7, NOON.plusSeconds(5));
    private static final Success LOADED =
            new Success(Optional.of("{\"value\": \"5\"}"), Optional.of(LOAD), Optional.of(NOON), "horizon");

    private JdbcReplicationStore store() {
        return new JdbcReplicationStore(database);
    }

    /** By a run that nobody is in the way of. */
    private boolean note(Success success) {
        return store().succeeded(store().stream(ORDERS), success);
    }

    @Test
    void nothingIsKnownOfAStreamThatNeverRan() {
        assertThat(store().stream(ORDERS)).isEqualTo(StreamState.unknown(ORDERS));
        assertThat(store().streams("sales")).isEmpty();
        assertThat(store().streams()).isEmpty();
    }

    @Test
    void aLoadMovesItsStreamAndNoOther() {
        assertThat(note(LOADED)).isTrue();
        StreamId other = new StreamId("sales", "dbo.Orders");
        store().failed(other, "sqlserver-unavailable");
        StreamState state = store().stream(ORDERS);
        assertThat(state.position()).contains("{\"value\": \"5\"}");
        assertThat(state.load()).contains(LOAD);
        assertThat(state.currentAsOf()).contains(NOON);
        assertThat(state.completeness()).contains("horizon");
        assertThat(state.lag(NOON.plusSeconds(90))).contains(Duration.ofSeconds(90));
        assertThat(store().streams("sales")).containsExactly(store().stream(other), state);
        assertThat(store().streams()).containsOnlyKeys("sales").containsEntry("sales", store().streams("sales"));
        assertThat(store().stream(other).position()).isEmpty();
    }

    @Test
    void nothingNewKeepsTheLastLoadAndMovesTheRest() {
        note(LOADED);
        Success nothing = new Success(
                Optional.of("{\"value\": \"9\"}"), Optional.empty(), Optional.of(NOON.plusSeconds(60)), "drained");
        assertThat(note(nothing)).isTrue();
        StreamState state = store().stream(ORDERS);
        assertThat(state.load()).contains(LOAD);
        assertThat(state.position()).contains("{\"value\": \"9\"}");
        assertThat(state.currentAsOf()).contains(NOON.plusSeconds(60));
        assertThat(state.completeness()).contains("drained");
    }

    @Test
    void whatNobodyCanTellLeavesTheAgeAsItIs() {
        note(LOADED);
        note(new Success(Optional.of("p"), Optional.empty(), Optional.empty(), "drained"));
        assertThat(store().stream(ORDERS).currentAsOf()).contains(NOON);
        assertThat(store().stream(ORDERS).position()).contains("p");
    }

    @Test
    void failuresAreCountedUntilOneRunGoesWell() {
        store().failed(ORDERS, "sqlserver-unavailable");
        store().failed(ORDERS, "load-limit-exceeded");
        assertThat(store().stream(ORDERS).failure()).hasValueSatisfying(failure -> {
            assertThat(failure.count()).isEqualTo(2);
            assertThat(failure.code()).isEqualTo("load-limit-exceeded");
            assertThat(failure.at())
                    .isBetween(Instant.now().minusSeconds(600), Instant.now().plusSeconds(600));
        });
        note(LOADED);
        assertThat(store().stream(ORDERS).failure()).isEmpty();
    }

    @Test
    void aRunThatBeganBeforeAResetMovesNothingOn() {
        note(LOADED);
        StreamState before = store().stream(ORDERS);
        store().reset(ORDERS);
        assertThat(store().succeeded(before, LOADED)).isFalse();
        StreamState reset = store().stream(ORDERS);
        assertThat(reset.generation()).isEqualTo(2);
        assertThat(reset.reset()).isTrue();
        assertThat(reset.position()).isEmpty();
        assertThat(note(LOADED)).isTrue();
        assertThat(store().stream(ORDERS).reset()).isFalse();
    }

    /** A process that stood still has read from an older position: with the newer load its rows would be read again. */
    @Test
    void whatARunHasSeenBeforeAnotherLoadMovesNothingOn() {
        note(LOADED);
        StreamState seen = store().stream(ORDERS);
        LastLoad newer = new LastLoad("load-2", "job-2", 1, NOON.plusSeconds(9));
        note(new Success(Optional.of("newer"), Optional.of(newer), Optional.of(NOON), "horizon"));
        Success nothing = new Success(Optional.of("older"), Optional.empty(), Optional.of(NOON), "horizon");
        assertThat(store().succeeded(seen, nothing)).isFalse();
        assertThat(store().succeeded(seen, LOADED)).isFalse();
        assertThat(store().succeeded(StreamState.unknown(ORDERS), nothing)).isFalse();
        assertThat(store().stream(ORDERS).position()).contains("newer");
        assertThat(store().stream(ORDERS).load()).contains(newer);
    }

    @Test
    void aRangeThatIsLoadedAgainLeavesFailuresAndPositionAsTheyAre() {
        note(LOADED);
        store().failed(ORDERS, "position-lost");
        StreamState failing = store().stream(ORDERS);
        LastLoad again = new LastLoad("load-2", "job-2", 3, NOON.plusSeconds(60));
        assertThat(store().loadedAgain(failing, again)).isTrue();
        StreamState after = store().stream(ORDERS);
        assertThat(after.failure()).isEqualTo(failing.failure()).isPresent();
        assertThat(after.position()).isEqualTo(failing.position());
        assertThat(after.currentAsOf()).isEqualTo(failing.currentAsOf());
        assertThat(after.load()).contains(again);
        assertThat(store().loadedAgain(failing, again)).isFalse();
    }

    @Test
    void aRunResetsItsStreamsOnceHoweverOftenItBegins() {
        JobId run = JobId.random();
        note(LOADED);
        store().reset(ORDERS, run);
        assertThat(store().stream(ORDERS).reset()).isTrue();
        note(LOADED);
        store().reset(ORDERS, run);
        assertThat(store().stream(ORDERS).reset()).isFalse();
        assertThat(store().stream(ORDERS).generation()).isEqualTo(2);
        store().reset(ORDERS);
        store().reset(ORDERS, run);
        assertThat(store().stream(ORDERS).generation()).isEqualTo(3);
        store().reset(ORDERS, JobId.random());
        assertThat(store().stream(ORDERS).generation()).isEqualTo(4);
    }

    @Test
    void onlyTheLoadThatIsBlockedCanBeApproved() {
        Block block = ofRun("load-0", 100, 25);
        assertThat(store().approve(ORDERS, block, "ana")).isFalse();
        assertThat(store().stream(ORDERS)).isEqualTo(StreamState.unknown(ORDERS));
        block(block);
        assertThat(store().approve(ORDERS, ofRun("load-9", 100, 25), "ana")).isFalse();
        assertThat(store().stream(ORDERS).approvedBy()).isEmpty();
        assertThat(store().approve(ORDERS, block, "ana")).isTrue();
        StreamState approved = store().stream(ORDERS);
        assertThat(approved.approvedBy()).contains("ana");
        assertThat(approved.blocked()).contains(block);
    }

    /** A process that took the job over has stopped the same load, with other rows. */
    @Test
    void rowsThatNobodyHasSeenAreNotApproved() {
        Block seen = ofRun("load-0", 100, 25);
        block(seen);
        block(ofRun("load-0", 100, 5));
        assertThat(store().approve(ORDERS, seen, "ana")).isFalse();
        assertThat(store().approve(ORDERS, ofRun("load-0", 80, 5), "ana")).isFalse();
        assertThat(store().stream(ORDERS).approvedBy()).isEmpty();
    }

    @Test
    void anApprovalIsOfOneRangeOntoOneTarget() {
        block(ofRange("range-0", "may", 100, 25));
        approve();
        block(ofRange("range-1", "june", 100, 25));
        assertThat(store().stream(ORDERS).approvedBy()).isEmpty();
        approve();
        block(new Block("range-2", Optional.of("june"), Optional.of("load-1"), 100, 25));
        assertThat(store().stream(ORDERS).approvedBy()).isEmpty();
    }

    @Test
    void aStreamThatIsResetOrSetBackHasNothingBlocked() {
        block(ofRange("range-0", "may", 100, 25));
        approve();
        store().reset(ORDERS);
        assertNothingBlocked();
        block(ofRun("load-0", 100, 25));
        approve();
        store().reset(ORDERS, JobId.random());
        assertNothingBlocked();
        block(ofRun("load-1", 100, 25));
        approve();
        assertThat(store().repositioned(ORDERS, 3, 4, LOAD, "{}")).isTrue();
        assertNothingBlocked();
    }

    private void assertNothingBlocked() {
        assertThat(store().stream(ORDERS).blocked()).isEmpty();
        assertThat(store().stream(ORDERS).approvedBy()).isEmpty();
    }

    /** Also when the run did not know of it: what was blocked was the way from what the target had before. */
    @Test
    void anApprovalEndsWithTheNextLoadAndSoDoesTheBlock() {
        block(ofRun("load-0", 100, 25));
        StreamState before = store().stream(ORDERS);
        approve();
        note(new Success(Optional.empty(), Optional.empty(), Optional.of(NOON), "full"));
        assertThat(store().stream(ORDERS).approvedBy()).contains("ana");
        assertThat(store().succeeded(before, LOADED)).isTrue();
        assertThat(store().stream(ORDERS).approvedBy()).isEmpty();
        assertThat(store().stream(ORDERS).blocked()).isEmpty();
    }

    @Test
    void anApprovalIsOfNoLoadThatTakesMoreAway() {
        block(ofRun("load-0", 100, 25));
        approve();
        block(ofRun("load-1", 90, 20));
        assertThat(store().stream(ORDERS).approvedBy())
                .as("no more than before")
                .contains("ana");
        block(ofRun("load-2", 100, 24));
        assertThat(store().stream(ORDERS).approvedBy()).isEmpty();
        assertThat(store().stream(ORDERS).blocked()).contains(ofRun("load-2", 100, 24));
    }

    @Test
    void rangesAndRunsAreApprovedAlone() {
        block(ofRange("range-0", "may", 100, 25));
        approve();
        note(LOADED);
        assertThat(store().stream(ORDERS).approvedBy())
                .as("the range is still to come")
                .contains("ana");
        LastLoad again = new LastLoad("range-1", "job-2", 3, NOON.plusSeconds(60));
        store().loadedAgain(store().stream(ORDERS), again);
        assertThat(store().stream(ORDERS).blocked()).isEmpty();
        block(ofRun("load-2", 100, 25));
        approve();
        store().loadedAgain(store().stream(ORDERS), new LastLoad("range-3", "job-3", 3, NOON.plusSeconds(70)));
        assertThat(store().stream(ORDERS).approvedBy()).contains("ana");
        block(ofRange("range-4", "may", 100, 99));
        assertThat(store().stream(ORDERS).approvedBy()).as("of another kind").isEmpty();
    }

    @Test
    void whatAnOvertakenRunFindsBlockedIsNotNoted() {
        StreamState before = store().stream(ORDERS);
        note(LOADED);
        assertThat(store().blocked(before, ofRun("load-0", 100, 25))).isFalse();
        assertThat(store().stream(ORDERS).blocked()).isEmpty();
    }

    private static Block ofRun(String load, long before, long after) {
        return new Block(load, Optional.empty(), Optional.empty(), before, after);
    }

    private static Block ofRange(String load, String range, long before, long after) {
        return new Block(load, Optional.of(range), Optional.empty(), before, after);
    }

    private void approve() {
        Block block = store().stream(ORDERS).blocked().orElseThrow();
        assertThat(store().approve(ORDERS, block, "ana")).isTrue();
    }

    private void block(Block block) {
        assertThat(store().blocked(store().stream(ORDERS), block)).isTrue();
    }

    @Test
    void aPauseIsOfTheFirstWhoAsksUntilSomebodyEndsIt() {
        assertThat(store().paused("sales")).isEmpty();
        store().pause("sales", "ana");
        store().pause("sales", "ben");
        assertThat(store().paused("sales"))
                .hasValueSatisfying(pause -> assertThat(pause.by()).isEqualTo("ana"));
        assertThat(store().paused("Sales")).isEmpty();
        assertThat(store().pauses())
                .containsOnlyKeys("sales")
                .containsEntry("sales", store().paused("sales").orElseThrow());
        assertThat(store().resume("sales")).isTrue();
        assertThat(store().resume("sales")).isFalse();
        assertThat(store().paused("sales")).isEmpty();
    }

    @Test
    void theTimesOfAScheduleNeverComeBack() {
        assertThat(store().doneUntil("sales")).isEmpty();
        assertThat(store().doneUntil("sales", NOON, Map.of())).isTrue();
        assertThat(store().doneUntil("sales", NOON.minusSeconds(60), Map.of())).isFalse();
        assertThat(store().doneUntil("sales")).contains(NOON);
    }

    @Test
    void streamsThatCanNotRunAtATimeFailOnceHoweverManyProcessesLook() throws Exception {
        ExecutorService processes = Executors.newFixedThreadPool(4);
        try {
            List<Future<Boolean>> noted = processes.invokeAll(Collections.nCopies(
                    4, () -> store().doneUntil("sales", NOON, Map.of("dbo.orders", "stream-key-missing"))));
            int first = 0;
            for (Future<Boolean> process : noted) {
                first += process.get() ? 1 : 0;
            }
            assertThat(first).isEqualTo(1);
        } finally {
            processes.shutdownNow();
        }
        assertThat(store().stream(ORDERS).failure())
                .map(StreamState.Failure::count)
                .contains(1L);
    }

    @Test
    void aTargetIsLateOnceItIsOlderThanItsFileAllows() {
        note(LOADED);
        store().freshness("sales", Map.of("dbo.orders", Duration.ofMinutes(5), "dbo.new", Duration.ofMinutes(5)));
        StreamState state = store().stream(ORDERS);
        assertThat(state.trouble(NOON.plusSeconds(300))).isEmpty();
        assertThat(state.trouble(NOON.plusSeconds(301))).contains(Trouble.LATE);
        assertThat(store().stream(new StreamId("sales", "dbo.new")).freshFor()).contains(Duration.ofMinutes(5));
        store().freshness("sales", Map.of());
        assertThat(store().stream(ORDERS).trouble(NOON.plusSeconds(301))).isEmpty();
    }

    @Test
    void whatWasToldIsRemembered() {
        store().failed(ORDERS, "sqlserver-unavailable");
        store().told(ORDERS, Optional.of(Trouble.FAILED));
        assertThat(store().stream(ORDERS).told()).contains(Trouble.FAILED);
        store().told(ORDERS, Optional.empty());
        assertThat(store().stream(ORDERS).told()).isEmpty();
    }

    @Test
    void whatIsForgottenIsGoneAndNothingElse() {
        StreamId kept = new StreamId("stock", "dbo.orders");
        note(LOADED);
        store().succeeded(StreamState.unknown(kept), LOADED);
        store().pause("sales", "ana");
        store().forget("sales");
        assertThat(store().streams("sales")).isEmpty();
        assertThat(store().paused("sales")).isEmpty();
        assertThat(store().stream(kept).load()).contains(LOAD);
    }
}
