package io.github.sqldatabricks.bridge.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.event.EventStore;
import io.github.sqldatabricks.bridge.event.EventStore.AcceptResult;
import io.github.sqldatabricks.bridge.event.EventStore.OpenTarget;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.sync.EventOutcome;
import io.github.sqldatabricks.bridge.sync.StoredEvent;
import io.github.sqldatabricks.bridge.sync.StoredEvent.Claim;
import io.github.sqldatabricks.bridge.sync.StoredEvent.EventStatus;
import io.github.sqldatabricks.bridge.sync.SyncEvent;
import io.github.sqldatabricks.bridge.sync.TargetTable.TargetIdentity.TargetKey;
import io.github.sqldatabricks.bridge.testing.Events;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Who applies which event when, through real SQL. Catches events that are applied by two workers, out of order, two at a
 * time to one table, or never.
 */
abstract class EventClaimContract extends EventStoreFixture {

    @Test
    void thePriorityDecidesThenTheTimeThenTheId() {
        accept(
                Events.update("late", "a", 1, Events.CREATED.plusSeconds(9)),
                Events.update("b", "b", 1, Events.CREATED),
                Events.update("a", "c", 1, Events.CREATED),
                Events.update("urgent", "d", 5, Events.CREATED.plusSeconds(99)),
                Events.update("negative", "e", -5, Events.CREATED));
        assertThat(List.of(claimed(), claimed(), claimed(), claimed(), claimed(), claimed()))
                .containsExactly("urgent", "a", "b", "late", "negative", "nothing");
    }

    @Test
    void atMostOneEventOfATargetIsAppliedHoweverItsNameIsWritten() {
        accept(Events.update("a", "prices"), Events.update("b", "PRICES"), Events.update("c", "other"));
        Claim first = claim().orElseThrow();
        assertThat(List.of(claimed(), claimed())).containsExactly("c", "nothing");
        events.finish(first, Events.APPLIED);
        assertThat(claimed()).isEqualTo("b");
    }

    @Test
    void anUrgentEventThatComesWhileAnotherIsAppliedIsNext() {
        accept(Events.update("a", "t"), Events.update("b", "t"));
        Claim first = claim().orElseThrow();
        accept(Events.update("urgent", "t", 9, Events.CREATED));
        assertThat(claim()).isEmpty();
        events.finish(first, Events.APPLIED);
        assertThat(claimed()).isEqualTo("urgent");
    }

    @Test
    void anEventInRetryHoldsBackAllOthersOfItsTargetAndNoOtherTarget() {
        accept(Events.update("a", "t"), Events.update("b", "t"), Events.update("c", "u"));
        events.retryLater(claim().orElseThrow(), Events.TRANSIENT, Duration.ofHours(1));
        assertThat(found("a").nextAttemptAt().orElseThrow())
                .isBetween(
                        found("a").acceptedAt().plusSeconds(3500),
                        found("a").acceptedAt().plusSeconds(3700));
        assertThat(List.of(claimed(), claimed())).containsExactly("c", "nothing");
        accept(Events.update("urgent", "t", 9, Events.CREATED));
        assertThat(claim()).isEmpty();
    }

    @Test
    void aRetryWhoseTimeHasComeGoesBeforeWhatIsMoreUrgentInItsTarget() {
        accept(Events.update("a", "t"));
        events.retryLater(claim().orElseThrow(), Events.TRANSIENT, Duration.ZERO);
        accept(Events.update("urgent", "t", 9, Events.CREATED));
        Claim second = claim().orElseThrow();
        assertThat(second.event().id().value()).isEqualTo("a");
        assertThat(claim()).isEmpty();
        events.finish(second, Events.APPLIED);
        assertThat(claimed()).isEqualTo("urgent");
    }

    @Test
    void aClaimThatIsRenewedIsNotTakenOverAndOneThatRanOutIs() {
        accept(Events.update("a", "t"), Events.update("urgent", "t", 0, Events.CREATED.plusSeconds(1)));
        Claim dead = events.claim("dead", Duration.ZERO).orElseThrow();
        assertThat(events.renew("dead", List.of(dead), LEASE)).isEmpty();
        assertThat(claim()).isEmpty();
        events.renew("dead", List.of(dead), Duration.ZERO);
        accept(Events.update("more-urgent", "t", 9, Events.CREATED));
        Claim taken = claim().orElseThrow();
        assertThat(taken.event().id()).isEqualTo(dead.event().id());
        assertThat(taken.fence()).isEqualTo(dead.fence() + 1);
        assertThat(taken.stored().attempts()).isEqualTo(2);
        assertThat(events.renew("dead", List.of(dead), LEASE)).containsExactly(dead);
        assertThat(events.renew("worker", List.of(taken), LEASE)).isEmpty();
        assertThat(events.finish(dead, Events.APPLIED)).isEmpty();
        assertThat(events.retryLater(dead, Events.TRANSIENT, Duration.ZERO)).isEmpty();
        events.release(List.of(dead));
        assertThat(found("a").status()).isEqualTo(EventStatus.PROCESSING);
        assertThat(events.finish(taken, Events.APPLIED)).isPresent();
        assertThat(events.finish(taken, new EventOutcome.Failed(ErrorCode.VALUE_REFUSED, "outcome", false)))
                .isEmpty();
    }

    @Test
    void whoWasNotToldThatItsEventHasEndedIsToldWhenItTriesAgain() {
        accept(Events.update("a", "t"));
        Claim claim = claim().orElseThrow();
        try (JobDatabase cut = watched(() -> {
            throw new BridgeException.RemoteTransient(ErrorCode.EVENT_STORE_UNAVAILABLE, "cut after the commit", null);
        })) {
            EventStore lost = new JdbcEventStore(cut);
            assertThatThrownBy(() -> lost.finish(claim, Events.APPLIED))
                    .isInstanceOf(BridgeException.RemoteTransient.class);
        }
        StoredEvent ended = events.finish(claim, Events.APPLIED).orElseThrow();
        assertThat(ended).isEqualTo(found("a"));
        assertThat(ended.status()).isEqualTo(EventStatus.COMPLETED);
        assertThat(events.finish(claim, new EventOutcome.Failed(ErrorCode.VALUE_REFUSED, "outcome", false)))
                .isEmpty();
    }

    @Test
    void aReleasedEventCanBeClaimedAtOnceAndItsAttemptDoesNotCount() {
        accept(Events.update("a", "t"));
        events.release(List.of(claim().orElseThrow()));
        assertThat(found("a").status()).isEqualTo(EventStatus.PENDING);
        assertThat(found("a").attempts()).isZero();
        Claim second = claim().orElseThrow();
        assertThat(second.fence()).isEqualTo(2);
        events.retryLater(second, Events.TRANSIENT, Duration.ZERO);
        events.release(List.of(claim().orElseThrow()));
        assertThat(found("a").status()).isEqualTo(EventStatus.RETRY);
        assertThat(found("a").retryCount()).isZero();
        assertThat(claimed()).isEqualTo("a");
    }

    @Test
    void everyClaimSaysHowManyWorkersDiedBeforeAndARetryForgetsThem() {
        accept(Events.update("a", "t"));
        for (int i = 0; i < 3; i++) {
            Claim claim = events.claim("dead" + i, Duration.ZERO).orElseThrow();
            assertThat(claim.reclaims()).isEqualTo(i);
            assertThat(claim.reclaimed()).isEqualTo(i > 0);
            assertThat(claim.fence()).isEqualTo(i + 1);
        }
        Claim last = claim().orElseThrow();
        assertThat(last.reclaims()).isEqualTo(3);
        events.finish(last, new EventOutcome.Failed(ErrorCode.WORKER_DIED, "enough", false));
        events.retry(last.event().id());
        Claim again = claim().orElseThrow();
        assertThat(again.reclaims()).isZero();
        assertThat(again.reclaimed()).isFalse();
        assertThat(again.fence()).isEqualTo(5);
    }

    @Test
    void theClocksOfTheProcessesDoNotMatter() {
        // No call takes a time of the caller's (and ArchitectureTest forbids the store a clock): what an event brings
        // along,
        // from a process or a job whose clock is wrong by a century, only orders it.
        accept(
                Events.update("future", "a", 0, Events.CREATED.plus(Duration.ofDays(36500))),
                Events.update("past", "b", 0, Events.CREATED.minus(Duration.ofDays(36500))));
        events.retryLater(claim().orElseThrow(), Events.TRANSIENT, Duration.ZERO);
        assertThat(List.of(claimed(), claimed())).containsExactly("past", "future");
    }

    @Test
    void eventsOfAnEarlierVersionGetTheirTablesAndTheFirstInRetryKeepsIt() {
        accept(Events.update("a", "t"), Events.update("b", "u"), Events.update("c", "v"));
        events.retryLater(claim().orElseThrow(), Events.TRANSIENT, Duration.ofHours(1));
        events.retryLater(claim().orElseThrow(), Events.TRANSIENT, Duration.ofHours(1));
        // As V7 leaves what was there.
        database.run(connection -> Statements.update(connection, "UPDATE bridge.sync_event SET target_open = 1"));
        List<SyncEvent> open =
                events.unsettled(10).stream().map(OpenTarget::event).toList();
        assertThat(open).extracting(event -> event.id().value()).containsExactly("a", "b", "c");
        TargetKey same = new TargetKey("f".repeat(64), true);
        Map<EventId, TargetKey> keys = new LinkedHashMap<>();
        open.forEach(event -> keys.put(event.id(), same));
        events.settle(keys);
        assertThat(events.unsettled(10)).isEmpty();
        assertThat(claim()).as("all wait for a, which is in retry").isEmpty();
        database.run(connection ->
                Statements.update(connection, "UPDATE bridge.sync_target SET lease_until = '2000-01-01 00:00:00'"));
        assertThat(List.of(claimed(), claimed())).containsExactly("a", "nothing");
    }

    @Test
    void noNewEventIsClaimedWhileAnOlderOneOfItsTableMovesThere() {
        accept(Events.update("a", "t"));
        events.retryLater(claim().orElseThrow(), Events.TRANSIENT, Duration.ofHours(1));
        accept(1, 60, "named");
        TargetKey same = new TargetKey("f".repeat(64), true);
        database.run(connection -> Statements.update(connection, "UPDATE bridge.sync_event SET target_open = 1"));
        new JdbcEventStore(database).accept(some(0, 60, "new"));
        List<String> claimed = new ArrayList<>();
        try (JobDatabase watched = watched(() -> claimOf(same).ifPresent(claimed::add))) {
            EventStore mover = new JdbcEventStore(watched);
            Map<EventId, TargetKey> keys = new LinkedHashMap<>();
            // The worst order: each new one before those that hold it up.
            some(0, 60, "new").forEach(event -> keys.put(event.id(), same));
            mover.unsettled(100).forEach(open -> keys.put(open.event().id(), same));
            mover.settle(keys);
        }
        assertThat(claimed).as("all wait for a, which is in retry").isEmpty();
        assertThat(new JdbcEventStore(database).unsettled(200)).isEmpty();
    }

    @Test
    void newEventsDoNotHideOlderOnesThatAreToMove() {
        accept(Events.update("a", "t"));
        database.run(connection -> Statements.update(connection, "UPDATE bridge.sync_event SET target_open = 1"));
        new JdbcEventStore(database).accept(some(0, 5, "new"));
        assertThat(events.unsettled(3))
                .extracting(open -> open.event().id().value())
                .containsExactly("a", "new000", "new001", "new002");
    }

    private void accept(int from, int to, String prefix) {
        events.accept(some(from, to, prefix));
    }

    private static List<SyncEvent> some(int from, int to, String prefix) {
        return IntStream.range(from, to)
                .mapToObj(i -> Events.update(String.format("%s%03d", prefix, i), "t"))
                .toList();
    }

    /** What a worker works on next, of this table; it gives an event back whose key is another one. */
    private Optional<String> claimOf(TargetKey key) {
        Optional<Claim> claim = claim().filter(made -> !events.resettle(made, key));
        return claim.map(made -> made.event().id().value());
    }

    /** A database after each change of which something happens. */
    private JobDatabase watched(Runnable then) {
        return new JobDatabase(config()) {
            @Override
            <R> R change(StoreErrors errors, Decision<R> decision) {
                R result = super.change(errors, decision);
                then.run();
                return result;
            }
        };
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4})
    void racingWorkersApplyEveryEventOnceAndOneAtATimePerTargetInOrder(int workers) throws Exception {
        int targets = 5;
        int perTarget = 12;
        List<SyncEvent> all = IntStream.range(0, targets * perTarget)
                .mapToObj(i -> Events.update(
                        String.format("e%03d", i), "t" + i % targets, 0, Events.CREATED.plusSeconds(i / targets)))
                .toList();
        events.accept(all);
        Map<String, List<String>> applied = new ConcurrentHashMap<>();
        Map<String, AtomicInteger> busy = new ConcurrentHashMap<>();
        List<JobDatabase> databases = new ArrayList<>();
        try {
            for (int i = 0; i < workers; i++) {
                databases.add(new JobDatabase(config()));
            }
            StoreFixture.inParallel(workers, index -> work(store(databases.get(index)), index, applied, busy));
        } finally {
            databases.forEach(JobDatabase::close);
        }
        assertThat(applied).hasSize(targets);
        applied.forEach(
                (target, ids) -> assertThat(ids).as(target).hasSize(perTarget).isSorted());
        assertThat(events.counts().byStatus()).containsEntry(EventStatus.COMPLETED, (long) all.size());
    }

    private static void work(
            EventStore store, int index, Map<String, List<String>> applied, Map<String, AtomicInteger> busy) {
        int retries = 0;
        for (Optional<Claim> claim = store.claim("w" + index, LEASE);
                claim.isPresent();
                claim = store.claim("w" + index, LEASE)) {
            SyncEvent event = claim.get().event();
            String target = event.target().toString();
            AtomicInteger atOnce = busy.computeIfAbsent(target, name -> new AtomicInteger());
            assertThat(atOnce.incrementAndGet()).isEqualTo(1);
            boolean retry = claim.get().stored().attempts() == 1 && retries++ % 3 == 0;
            if (!retry) {
                applied.computeIfAbsent(target, name -> Collections.synchronizedList(new ArrayList<>()))
                        .add(event.id().value());
            }
            atOnce.decrementAndGet();
            assertThat(
                            retry
                                    ? store.retryLater(claim.get(), Events.TRANSIENT, Duration.ZERO)
                                    : store.finish(claim.get(), Events.APPLIED))
                    .isPresent();
        }
    }

    @Test
    void simultaneousRepetitionsOfAnEventAreStoredOnce() throws Exception {
        Set<Class<?>> answers = ConcurrentHashMap.newKeySet();
        AtomicInteger accepted = new AtomicInteger();
        StoreFixture.inParallel(6, index -> {
            List<SyncEvent> some = List.of(Events.update("same", "t"), Events.update("own" + index, "t" + index % 2));
            events.accept(some).forEach(answer -> {
                answers.add(answer.getClass());
                if (answer instanceof AcceptResult.New) {
                    accepted.incrementAndGet();
                }
            });
        });
        assertThat(accepted).hasValue(7);
        assertThat(answers).hasSize(2);
        assertThat(events.waiting()).isEqualTo(7);
    }

    @Test
    void tenThousandWaitingEventsDoNotMakeAClaimSlow() {
        accept(0, 100);
        Duration few = claimAndFinish();
        accept(100, 10_000);

        Duration many = claimAndFinish();

        // Reading or sorting all of them would take a hundred times as long.
        assertThat(many).as("beside " + few + " with a hundred").isLessThan(few.multipliedBy(20));
    }

    /** Half of them wait for one table. */
    private void accept(int from, int to) {
        for (int start = from; start < to; start += 100) {
            events.accept(IntStream.range(start, start + 100)
                    .mapToObj(i -> Events.update("e" + i, i % 2 == 0 ? "crowded" : "t" + i))
                    .toList());
        }
    }

    /** All fifty together; the first ones, which nobody counts, warm up. */
    private Duration claimAndFinish() {
        long start = 0;
        for (int i = 0; i < 70; i++) {
            start = i == 20 ? System.nanoTime() : start;
            events.finish(claim().orElseThrow(), Events.APPLIED);
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
