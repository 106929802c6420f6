package io.github.sqldatabricks.bridge.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.event.EventStore;
import io.github.sqldatabricks.bridge.event.EventStore.AcceptResult;
import io.github.sqldatabricks.bridge.event.EventStore.EventCounts;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.sync.EventMetadata;
import io.github.sqldatabricks.bridge.sync.EventOutcome;
import io.github.sqldatabricks.bridge.sync.EventOutcome.ChangeCounts;
import io.github.sqldatabricks.bridge.sync.StoredEvent;
import io.github.sqldatabricks.bridge.sync.StoredEvent.Claim;
import io.github.sqldatabricks.bridge.sync.StoredEvent.EventStatus;
import io.github.sqldatabricks.bridge.sync.SyncEvent;
import io.github.sqldatabricks.bridge.sync.SyncOperation;
import io.github.sqldatabricks.bridge.sync.SyncOperation.KeyColumns;
import io.github.sqldatabricks.bridge.testing.Events;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What every store does with events, through real SQL. Catches events that are not read as they were stored, ids that are
 * used twice, illegal changes of status, statuses that never reach the events table, changes that watchers miss, and SQL
 * that only one of the databases understands.
 */
abstract class EventStoreContract extends EventStoreFixture {

    @Test
    void anEventIsReadAsItWasStored() {
        UnityTable source = new UnityTable("cat", "sch", "t`ä");
        KeyColumns keys = new KeyColumns(List.of("id", "Ñ"));
        Map<String, Optional<String>> conditions = new LinkedHashMap<>();
        conditions.put("a", Optional.of("O'Brien \uD83D\uDE80"));
        conditions.put("b", Optional.empty());
        List<SyncOperation> operations = List.of(
                new SyncOperation.Insert(source, Optional.empty()),
                new SyncOperation.Insert(source, Optional.of(keys)),
                new SyncOperation.Update(source, keys),
                new SyncOperation.Upsert(source, keys),
                new SyncOperation.DeleteByKeys(source, keys),
                new SyncOperation.DeleteWhere(conditions));
        for (SyncOperation operation : operations) {
            SyncEvent event = event(operation);
            AcceptResult.New accepted = (AcceptResult.New) accept(event).get(0);
            StoredEvent read = found(event.id().value());
            assertThat(read).isEqualTo(accepted.event());
            assertThat(read.event()).isEqualTo(event);
            assertThat(read.event().contentHash()).isEqualTo(event.contentHash());
            assertThat(read.status()).isEqualTo(EventStatus.PENDING);
        }
    }

    private static SyncEvent event(SyncOperation operation) {
        Map<String, String> metadata = new HashMap<>(Map.of("country", "bolivia", "note", "x\ny"));
        metadata.put("nothing", null);
        return new SyncEvent(
                EventId.random(),
                operation,
                new SqlServerTable("s.x", "Täble ]"),
                new SyncEvent.Origin.EventsTable(Optional.empty()),
                -7,
                OptionalLong.of(Long.MAX_VALUE),
                new EventMetadata(metadata),
                Instant.parse("2026-01-02T03:04:05.123456789Z"),
                OptionalInt.of(0));
    }

    @Test
    void aStrangeTimeOrUserOfOneEventDoesNotKeepTheOthersOut() {
        Instant farAway = Instant.parse("+294247-01-10T04:00:54.775807Z");
        accept(
                Events.update("future", "a", 0, farAway),
                Events.update("past", "b", 0, Instant.parse("-290308-12-21T19:59:05Z")),
                Events.by("user", "c", "x".repeat(5000)),
                Events.update("normal", "d"));
        assertThat(found("future").event().createdAt()).isEqualTo(farAway);
        assertThat(List.of(claim(), claim(), claim(), claim()))
                .extracting(claim -> claim.orElseThrow().event().id().value())
                .containsExactly("past", "normal", "user", "future");
    }

    @Test
    void theSameEventIsKnownAndAnotherWithItsIdIsRefusedWhileNewOnesBesideThemAreAccepted() {
        accept(Events.update("a", "t"));
        List<AcceptResult> answers = accept(
                Events.update("b", "t"), Events.update("a", "T"), Events.update("c", "t"), Events.update("a", "u"));
        assertThat(answers.get(0)).isInstanceOf(AcceptResult.New.class);
        assertThat(answers.get(1)).isInstanceOf(AcceptResult.Duplicate.class);
        assertThat(answers.get(2)).isInstanceOf(AcceptResult.New.class);
        assertThat(answers.get(3)).isEqualTo(new AcceptResult.Conflict(found("a")));
        assertThat(accept(Events.update("A", "t")).get(0)).isInstanceOf(AcceptResult.New.class);
        assertThat(events.waiting()).isEqualTo(4);
    }

    @Test
    void anAppliedEventKeepsItsCountsAndWarningAndCanNotBeCancelledOrRetried() {
        accept(Events.update("a", "t"));
        Claim claim = claim().orElseThrow();
        assertThat(claim.stored().status()).isEqualTo(EventStatus.PROCESSING);
        ChangeCounts counts = new ChangeCounts(Long.MAX_VALUE / 2, 2, 3);
        events.finish(claim, new EventOutcome.Applied(counts, false, Optional.of("careful")));
        StoredEvent ended = found("a");
        assertThat(ended.status()).isEqualTo(EventStatus.COMPLETED);
        assertThat(ended.counts()).contains(counts);
        assertThat(ended.warning()).contains("careful");
        assertThat(ended.attempts()).isEqualTo(1);
        assertThat(ended.processedAt().orElseThrow()).isAfterOrEqualTo(ended.acceptedAt());
        assertConflict("event-not-retryable", () -> events.retry(new EventId("a")));
        assertConflict("event-not-pending", () -> events.cancel(new EventId("a"), "bob"));
    }

    @Test
    void aFailedEventCanBeRetriedFromTheBeginning() {
        accept(Events.update("a", "t"));
        events.retryLater(claim().orElseThrow(), Events.TRANSIENT, Duration.ZERO);
        assertThat(found("a").status()).isEqualTo(EventStatus.RETRY);
        assertThat(found("a").errorCode()).contains("sqlserver-deadlock");
        assertConflict("event-not-retryable", () -> events.retry(new EventId("a")));
        Claim second = claim().orElseThrow();
        assertThat(second.stored().retryCount()).isEqualTo(1);
        assertThat(second.stored().errorCode()).isEmpty();
        assertThat(second.fence()).isEqualTo(2);
        events.finish(second, new EventOutcome.Blocked(ErrorCode.LIMIT_EXCEEDED, "too many"));
        assertThat(found("a").errorMessage()).contains("too many");
        StoredEvent again = events.retry(new EventId("a")).orElseThrow();
        assertThat(again.status()).isEqualTo(EventStatus.PENDING);
        assertThat(again.attempts()).isZero();
        assertThat(again.processedAt()).isEmpty();
        assertThat(claim().orElseThrow().fence()).isEqualTo(3);
        assertThat(events.retry(new EventId("nobody"))).isEmpty();
    }

    @Test
    void onlyAPendingEventCanBeCancelledAndTheNextOfItsTargetTakesItsPlace() {
        accept(Events.update("a", "t"), Events.update("b", "t"));
        StoredEvent cancelled = events.cancel(new EventId("a"), "bob").orElseThrow();
        assertThat(cancelled.status()).isEqualTo(EventStatus.FAILED);
        assertThat(cancelled.errorCode()).contains("cancelled");
        assertThat(cancelled.errorMessage().orElseThrow()).contains("bob");
        assertConflict("event-not-pending", () -> events.cancel(new EventId("a"), "bob"));
        assertThat(claimed()).isEqualTo("b");
        assertConflict("event-not-pending", () -> events.cancel(new EventId("b"), "bob"));
        assertThat(events.cancel(new EventId("nobody"), "bob")).isEmpty();
    }

    @Test
    void anEventThatWasGivenBackIsCancelledOnlyByWhoOvertakesItAndNobodyHasBegunItSince() {
        accept(Events.update("a", "t"), Events.update("b", "u"));
        EventId id = new EventId("a");
        Claim first = claim().orElseThrow();
        assertThat(first.unsettled()).isFalse();
        events.release(List.of(first));
        assertConflict("attempt-unsettled", () -> events.cancel(id, "bob"));
        Claim late = events.overtake(id, "bob").orElseThrow();
        assertThat(late.fence()).isEqualTo(first.fence() + 1);
        Claim second = claim().orElseThrow();
        assertThat(second.unsettled()).isTrue();
        assertThat(events.finishOvertaken(late, EventOutcome.cancelled("bob"))).isEmpty();
        assertConflict("event-not-pending", () -> events.overtake(id, "bob"));
        events.release(List.of(second));
        Claim last = events.overtake(id, "bob").orElseThrow();
        StoredEvent cancelled =
                events.finishOvertaken(last, EventOutcome.cancelled("bob")).orElseThrow();
        assertThat(cancelled.errorCode()).contains("cancelled");
        assertThat(events.overtake(new EventId("nobody"), "bob")).isEmpty();
        assertThat(claimed()).isEqualTo("b");
    }

    @Test
    void anAttemptWhoseEndNobodyKnowsIsKnownToAllLaterOnesUntilTheEventEnds() {
        accept(Events.update("a", "t"));
        events.retryLater(claim().orElseThrow(), Events.TRANSIENT, Duration.ZERO);
        Claim second = claim().orElseThrow();
        assertThat(second.unsettled()).isFalse();
        events.retryLater(
                second, new EventOutcome.Failed(ErrorCode.SQLSERVER_CONNECTION_LOST, "?", true, false), Duration.ZERO);
        events.retryLater(claim().orElseThrow(), Events.TRANSIENT, Duration.ZERO);
        Claim last = claim().orElseThrow();
        assertThat(last.unsettled()).isTrue();
        events.finish(last, new EventOutcome.Failed(ErrorCode.VALUE_REFUSED, "no", false));
        events.retry(new EventId("a"));
        assertThat(claim().orElseThrow().unsettled()).isFalse();
    }

    /** docs/operations.md, "an event that nobody can settle". */
    @Test
    void anOperatorWhoKnowsWhatBecameOfAnAttemptLetsTheNextOneEndTheEvent() {
        accept(Events.update("a", "t"));
        EventOutcome.Failed unsettled = EventOutcome.Failed.unsettled("The ledger can't be asked.");
        events.retryLater(claim().orElseThrow(), unsettled, Duration.ZERO);
        Claim again = claim().orElseThrow();
        assertThat(again.unsettled()).isTrue();
        events.retryLater(again, unsettled, Duration.ZERO);
        assertConflict("event-not-pending", () -> events.cancel(new EventId("a"), "bob"));
        int told = database.run(connection -> Statements.update(
                connection, "UPDATE bridge.sync_event SET unsettled = 0 WHERE event_id = ? AND state = 'retry'", "a"));
        assertThat(told).isEqualTo(1);
        assertThat(claim().orElseThrow().unsettled()).isFalse();
    }

    @Test
    void ofTheEventsOfAnEarlierVersionOnlyThoseThatWereBegunAreUnsettled() {
        accept(Events.update("begun", "t"), Events.update("new", "u"), Events.update("unwanted", "v"));
        events.retryLater(claim().orElseThrow(), Events.TRANSIENT, Duration.ZERO);
        // As V12 leaves what was there.
        database.run(connection -> Statements.update(connection, "UPDATE bridge.sync_event SET unsettled = 1"));
        assertThat(claim().orElseThrow().unsettled()).isTrue();
        assertThat(claim().orElseThrow().unsettled()).isFalse();
        assertThat(events.cancel(new EventId("unwanted"), "bob").orElseThrow().errorCode())
                .contains("cancelled");
    }

    private static void assertConflict(String code, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        BridgeException.Conflict.class,
                        conflict -> assertThat(conflict.code()).isEqualTo(code));
    }

    @Test
    void listsNewestFirstByStatusOperationAndUserInPages() {
        IntStream.range(0, 5).forEach(i -> accept(Events.update("e" + i, "t" + i)));
        accept(Events.inserted("table", "x"));
        events.cancel(new EventId("e2"), "bob");
        Optional<EventStatus> any = Optional.empty();
        assertThat(ids(events.list(new EventStore.Filter(any, Optional.empty(), Optional.of("ANA"), 2, 1))))
                .containsExactly("e3", "e2");
        assertThat(ids(events.list(new EventStore.Filter(any, Optional.empty(), Optional.of("pricing"), 9, 0))))
                .containsExactly("table");
        assertThat(ids(events.list(new EventStore.Filter(
                        Optional.of(EventStatus.FAILED),
                        Optional.of(SyncOperation.Kind.UPDATE),
                        Optional.empty(),
                        9,
                        0))))
                .containsExactly("e2");
        assertThat(events.list(
                        new EventStore.Filter(any, Optional.of(SyncOperation.Kind.DELETE), Optional.empty(), 9, 0)))
                .isEmpty();
        assertThat(events.list(new EventStore.Filter(any, Optional.empty(), Optional.empty(), 9, 6)))
                .isEmpty();
    }

    @Test
    void severalListsAtOnceHaveAPageEach() {
        IntStream.range(0, 5).forEach(i -> accept(Events.update("e" + i, "t" + i)));
        events.cancel(new EventId("e2"), "bob");
        EventStore.Filter waiting =
                new EventStore.Filter(Optional.of(EventStatus.PENDING), Optional.empty(), Optional.of("ANA"), 2, 1);
        EventStore.Filter failed =
                new EventStore.Filter(Optional.of(EventStatus.FAILED), Optional.empty(), Optional.empty(), 9, 0);
        EventStore.Filter nobodys =
                new EventStore.Filter(Optional.empty(), Optional.empty(), Optional.of("nobody"), 9, 0);

        List<StoredEvent> found = events.list(List.of(waiting, nobodys, failed));

        assertThat(found).contains(found("e2"), found("e3"), found("e1")).hasSize(3);
        assertThat(events.list(List.of(failed))).isEqualTo(events.list(failed));
    }

    @Test
    void countsByStatusAndOperationWithZeros() {
        accept(Events.update("a", "t"), Events.update("b", "t"), Events.inserted("c", "u"));
        events.cancel(new EventId("a"), "bob");
        events.writeAgain(List.of(new EventId("c")));
        EventCounts counts = events.counts();
        assertThat(counts.total()).isEqualTo(3);
        assertThat(counts.byStatus())
                .containsEntry(EventStatus.PENDING, 2L)
                .containsEntry(EventStatus.FAILED, 1L)
                .containsEntry(EventStatus.RETRY, 0L);
        assertThat(counts.byOperation())
                .containsEntry(SyncOperation.Kind.UPDATE, 3L)
                .containsEntry(SyncOperation.Kind.UPSERT, 0L);
        assertThat(counts.oldestWaiting()).contains(found("b").acceptedAt());
        assertThat(counts.unwritten()).isEqualTo(1);
        assertThat(counts.oldestUnwritten()).contains(found("c").acceptedAt());
        String user = found("a").event().user().orElseThrow();
        assertThat(events.counts(Optional.of(user.toUpperCase(Locale.ROOT))).total())
                .isPositive();
        assertThat(events.counts(Optional.of(user)).byOperation()).containsEntry(SyncOperation.Kind.UPSERT, 0L);
        assertThat(events.counts(Optional.of("nobody")).total()).isZero();
    }

    @Test
    void everyChangeOfAnEventOfTheEventsTableIsMirroredUntilItIsWritten() {
        accept(Events.inserted("a", "t"), Events.update("request", "u"));
        assertThat(events.unwritten(10)).as("its row says pending already").isEmpty();
        Claim claim = claim().orElseThrow();
        assertThat(events.unwritten(10)).extracting(StoredEvent::status).containsExactly(EventStatus.PROCESSING);
        events.writtenBack(events.unwritten(10));
        assertThat(events.unwritten(10)).isEmpty();
        events.finish(claim, Events.APPLIED);
        assertThat(events.unwritten(10)).extracting(StoredEvent::status).containsExactly(EventStatus.COMPLETED);
    }

    @Test
    void aStateThatWasWrittenAfterANewerOneIsWrittenAgain() {
        accept(Events.inserted("a", "t"));
        Claim claim = claim().orElseThrow();
        List<StoredEvent> old = events.unwritten(10);
        assertThat(ids(old)).containsExactly("a");
        events.finish(claim, Events.APPLIED);
        events.writtenBack(events.unwritten(10));
        assertThat(events.unwritten(10)).isEmpty();
        events.writtenBack(old);
        assertThat(ids(events.unwritten(10))).containsExactly("a");
    }

    @Test
    void anEventOfARequestThatTheEventsTableHasTooIsMirroredFromThenOn() {
        accept(Events.update("a", "t"));
        assertThat(events.unwritten(10)).isEmpty();
        events.writeAgain(List.of(new EventId("a")));
        events.writtenBack(events.unwritten(10));
        events.finish(claim().orElseThrow(), Events.APPLIED);
        assertThat(ids(events.unwritten(10))).containsExactly("a");
    }

    @Test
    void watchersSeeEveryChangeInOrder() {
        long before = events.lastVersion();
        accept(Events.update("a", "t"), Events.update("b", "u"));
        events.finish(claim().orElseThrow(), Events.APPLIED);
        List<StoredEvent> changed = events.changedSince(before, 10);
        assertThat(ids(changed)).containsExactly("b", "a");
        assertThat(changed.get(1).version()).isEqualTo(events.lastVersion());
        assertThat(ids(events.changedSince(before, 1))).containsExactly("b");
        assertThat(events.changedSince(events.lastVersion(), 10)).isEmpty();
    }

    @Test
    void aDutyBelongsToOneProcessUntilItsTimeRunsOut() {
        assertThat(events.holdLeaderLock("mirror", "one", LEASE)).isTrue();
        assertThat(events.holdLeaderLock("mirror", "one", LEASE)).isTrue();
        assertThat(events.holdLeaderLock("mirror", "two", LEASE)).isFalse();
        assertThat(events.holdLeaderLock("other", "two", LEASE)).isTrue();
        assertThat(events.holdLeaderLock("mirror", "one", Duration.ZERO)).isTrue();
        assertThat(events.holdLeaderLock("mirror", "two", LEASE)).isTrue();
        assertThat(events.holdLeaderLock("mirror", "one", LEASE)).isFalse();
    }

    @Test
    void onlyEndedEventsThatAreMirroredArePruned() {
        accept(Events.inserted("mirrored", "a"), Events.inserted("not", "b"), Events.update("open", "c"));
        events.cancel(new EventId("mirrored"), "bob");
        events.writtenBack(events.unwritten(10));
        events.cancel(new EventId("not"), "bob");
        assertThat(events.prune(Duration.ofDays(1))).isZero();
        assertThat(events.prune(Duration.ofDays(-1))).isEqualTo(1);
        assertThat(events.find(new EventId("mirrored"))).isEmpty();
        assertThat(events.counts().total()).isEqualTo(2);
    }

    /** More than one statement deletes. */
    @Test
    void manyOldEventsArePrunedAtOnce() {
        new JdbcEventStore(database)
                .accept(Stream.concat(
                                Stream.of("open"), IntStream.range(0, 1001).mapToObj(i -> "e" + i))
                        .map(id -> Events.inserted(id, "t"))
                        .toList());
        database.run(connection -> Statements.update(
                connection,
                "UPDATE bridge.sync_event SET active = 0, state = 'completed', processed_at = accepted_at"
                        + " WHERE event_id <> ?",
                "open"));
        assertThat(events.prune(Duration.ofDays(-1))).isEqualTo(1001);
        assertThat(events.counts().total()).isEqualTo(1);
    }

    @Test
    void aBrokenDatabaseIsReportedAsTheEventStores() {
        database.close();
        assertThatThrownBy(() -> events.waiting())
                .isInstanceOfSatisfying(
                        BridgeException.class,
                        failure -> assertThat(failure.code()).isEqualTo("event-store-unavailable"));
    }
}
