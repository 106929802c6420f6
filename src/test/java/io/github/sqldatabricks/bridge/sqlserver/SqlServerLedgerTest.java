package io.github.sqldatabricks.bridge.sqlserver;

import static io.github.sqldatabricks.bridge.sqlserver.TargetServer.SOURCE;
import static io.github.sqldatabricks.bridge.sqlserver.TargetServer.assertApplied;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.sync.ChangeLimits;
import io.github.sqldatabricks.bridge.sync.ChangePlan;
import io.github.sqldatabricks.bridge.sync.EventOutcome;
import io.github.sqldatabricks.bridge.sync.EventOutcome.ChangeCounts;
import io.github.sqldatabricks.bridge.sync.StoredEvent.Claim;
import io.github.sqldatabricks.bridge.sync.SyncConfig;
import io.github.sqldatabricks.bridge.sync.SyncEvent;
import io.github.sqldatabricks.bridge.sync.SyncOperation;
import io.github.sqldatabricks.bridge.sync.SyncService;
import io.github.sqldatabricks.bridge.sync.TargetDatabase.TargetAddress;
import io.github.sqldatabricks.bridge.sync.TargetDatabase.TargetSession;
import io.github.sqldatabricks.bridge.sync.TargetDatabase.TargetSession.Attempt;
import io.github.sqldatabricks.bridge.testing.ListedRows;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What the ledger promises: an event is applied once, whoever tries how often. Catches a second application, a zombie that
 * commits after it was overtaken, and an id that stands for two events. Runs when the environment names a server.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SqlServerLedgerTest {

    private static final int RACERS = 4;

    private TargetServer server;

    @BeforeEach
    void connect() throws SQLException {
        TestSqlServerConfig config = RealSqlServer.config();
        config.maxConnections = RACERS + 2;
        config.lockTimeout = Duration.ofSeconds(3);
        server = new TargetServer(config);
        server.create("id int NOT NULL PRIMARY KEY, name nvarchar(20) NULL");
        server.execute("INSERT INTO {table} VALUES (1, N'one'), (2, N'two')");
    }

    @AfterEach
    void close() throws SQLException {
        if (server != null) {
            server.close();
        }
    }

    private static ListedRows people() {
        return new ListedRows()
                .column("id", new ColumnType.Int64())
                .column("name", new ColumnType.Text())
                .row(7L, "seven");
    }

    private SyncEvent insert() {
        return server.event(new SyncOperation.Insert(SOURCE, Optional.empty()));
    }

    private SyncEvent delete(String id) {
        return server.event(new SyncOperation.DeleteWhere(Map.of("id", Optional.of(id))));
    }

    private TargetSession open() {
        return server.database().open(TargetAddress.DEFAULT, new Cancellation());
    }

    private static Attempt attempt(SyncEvent event, long fence) {
        return TargetServer.claim(event, fence).attempt();
    }

    private List<List<String>> rows() throws SQLException {
        return server.rows("SELECT id FROM {table} ORDER BY id");
    }

    private static void assertTakenOver(EventOutcome outcome) {
        assertThat(outcome)
                .isEqualTo(new EventOutcome.Failed(
                        ErrorCode.EVENT_TAKEN_OVER, ((EventOutcome.Failed) outcome).message(), true));
    }

    @Test
    void aSecondAttemptAnswersTheCountsOfTheFirst() throws SQLException {
        SyncEvent event = insert();
        assertApplied(server.apply(people(), event), ChangeCounts.inserted(1));
        EventOutcome again =
                server.service(people(), ChangeLimits.NONE).apply(TargetServer.claim(event, 2), new Cancellation());
        assertThat(again).isEqualTo(new EventOutcome.Applied(ChangeCounts.inserted(1), true, Optional.empty()));
        assertThat(rows()).hasSize(3);
    }

    @Test
    void anAttemptAtAnAppliedEventAnswersEvenWithALowerFence() {
        SyncEvent event = insert();
        SyncService service = server.service(people(), ChangeLimits.NONE);
        assertApplied(service.apply(TargetServer.claim(event, 5), new Cancellation()), ChangeCounts.inserted(1));
        assertApplied(service.apply(TargetServer.claim(event, 4), new Cancellation()), ChangeCounts.inserted(1));
    }

    @Test
    void aLowerFenceCannotBeginAfterAHigherOne() throws SQLException {
        SyncEvent event = insert();
        try (TargetSession later = open()) {
            assertThat(later.beginAttempt(attempt(event, 2))).isEmpty();
        }
        assertTakenOver(
                server.service(people(), ChangeLimits.NONE).apply(TargetServer.claim(event, 1), new Cancellation()));
        assertThat(rows()).hasSize(2);
    }

    @Test
    void aZombieThatStagedItsRowsCannotCommitAfterItWasOvertaken() throws SQLException {
        SyncEvent event = insert();
        Claim zombie = TargetServer.claim(event, 1);
        ListedRows slow = people().beforeRow(() -> {
            try (TargetSession later = open()) {
                assertThat(later.beginAttempt(attempt(event, 2))).isEmpty();
            }
        });
        assertTakenOver(server.service(slow, ChangeLimits.NONE).apply(zombie, new Cancellation()));
        assertThat(rows()).hasSize(2);
        EventOutcome later =
                server.service(people(), ChangeLimits.NONE).apply(TargetServer.claim(event, 2), new Cancellation());
        assertThat(later).isEqualTo(new EventOutcome.Applied(ChangeCounts.inserted(1), false, Optional.empty()));
    }

    @Test
    void aLaterAttemptWaitsForTheTransactionOfAnEarlierOneAndFindsItsCounts() throws Exception {
        SyncEvent event = delete("1");
        try (TargetSession first = open();
                TargetSession second = open()) {
            first.beginAttempt(attempt(event, 1));
            first.describe(event.target());
            first.beginTransaction(Optional.of(attempt(event, 1)));
            CompletableFuture<Optional<ChangeCounts>> waiting =
                    CompletableFuture.supplyAsync(() -> second.beginAttempt(attempt(event, 2)));
            assertThatThrownBy(() -> waiting.get(1, TimeUnit.SECONDS))
                    .isInstanceOf(java.util.concurrent.TimeoutException.class);
            first.commit(attempt(event, 1), ChangeCounts.deleted(41));
            assertThat(waiting.get(10, TimeUnit.SECONDS)).contains(ChangeCounts.deleted(41));
        }
    }

    @Test
    void anEventIsNotGivenUpWhileAFrozenAttemptIsInItsTransactionAndItsCommitCounts() throws SQLException {
        SyncEvent event = delete("1");
        EventOutcome died = new EventOutcome.Failed(ErrorCode.WORKER_DIED, "They died.", false);
        SyncService service = server.service(people(), ChangeLimits.NONE);
        try (TargetSession frozen = open()) {
            frozen.beginAttempt(attempt(event, 1));
            ChangePlan plan = plan(frozen, event);
            frozen.beginTransaction(Optional.of(attempt(event, 1)));
            ChangeCounts counts = frozen.apply(plan);
            assertThat(service.giveUp(TargetServer.claim(event, 2), died, new Cancellation()))
                    .isInstanceOfSatisfying(EventOutcome.Failed.class, failed -> {
                        assertThat(failed.code()).isEqualTo("attempt-unsettled");
                        assertThat(failed.settled()).isFalse();
                    });
            frozen.commit(attempt(event, 1), counts);
        }
        assertThat(service.giveUp(TargetServer.claim(event, 3), died, new Cancellation()))
                .isEqualTo(new EventOutcome.Applied(ChangeCounts.deleted(1), true, Optional.empty()));
    }

    @Test
    void anAttemptThatWasFrozenBeforeItsTransactionIsShutOutOnceTheEventIsGivenUp() throws SQLException {
        SyncEvent event = insert();
        EventOutcome died = new EventOutcome.Failed(ErrorCode.WORKER_DIED, "They died.", false);
        SyncService service = server.service(people(), ChangeLimits.NONE);
        ListedRows frozen = people().beforeRow(
                        () -> assertThat(service.giveUp(TargetServer.claim(event, 2), died, new Cancellation()))
                                .isSameAs(died));
        assertTakenOver(
                server.service(frozen, ChangeLimits.NONE).apply(TargetServer.claim(event, 1), new Cancellation()));
        assertThat(rows()).hasSize(2);
    }

    @Test
    void ofTwoAttemptsWithTheSameFenceOneApplies() throws SQLException {
        SyncEvent event = delete("1");
        try (TargetSession first = open();
                TargetSession second = open()) {
            first.beginAttempt(attempt(event, 1));
            second.beginAttempt(attempt(event, 1));
            first.beginTransaction(Optional.of(attempt(event, 1)));
            ChangePlan plan = plan(first, event);
            ChangeCounts counts = first.apply(plan);
            first.commit(attempt(event, 1), counts);
            assertThatThrownBy(() -> second.beginTransaction(Optional.of(attempt(event, 1))))
                    .isInstanceOfSatisfying(
                            BridgeException.RemoteTransient.class,
                            e -> assertThat(e.code()).isEqualTo("event-taken-over"));
        }
        try (TargetSession third = open()) {
            assertThat(third.beginAttempt(attempt(event, 1))).contains(ChangeCounts.deleted(1));
        }
    }

    private static ChangePlan plan(TargetSession session, SyncEvent event) {
        SyncOperation.DeleteWhere where = (SyncOperation.DeleteWhere) event.operation();
        return new ChangePlan.Conditional(
                event.target(),
                Map.of(
                        session.describe(event.target()).column("id").orElseThrow(),
                        where.conditions().get("id")));
    }

    @Test
    void aRollbackLeavesTheEventToTheNextAttempt() throws SQLException {
        SyncEvent event = delete("1");
        try (TargetSession session = open()) {
            session.beginAttempt(attempt(event, 1));
            ChangePlan plan = plan(session, event);
            session.beginTransaction(Optional.of(attempt(event, 1)));
            assertThat(session.apply(plan)).isEqualTo(ChangeCounts.deleted(1));
            session.rollback();
        }
        assertThat(rows()).hasSize(2);
        assertApplied(server.apply(people(), event), ChangeCounts.deleted(1));
    }

    @Test
    void anIdWithAnotherContentIsRefused() {
        SyncEvent event = insert();
        assertApplied(server.apply(people(), event), ChangeCounts.inserted(1));
        Attempt other = new Attempt(event.id(), delete("1").contentHash(), 9);
        try (TargetSession session = open()) {
            assertThatThrownBy(() -> session.beginAttempt(other))
                    .isInstanceOfSatisfying(
                            BridgeException.Conflict.class,
                            e -> assertThat(e.code()).isEqualTo("event-id-reused"));
        }
    }

    @Test
    void aDryRunIsNotInTheLedger() throws SQLException {
        SyncEvent event = insert();
        assertThat(server.dryRun(people(), event).counts()).isEqualTo(ChangeCounts.inserted(1));
        assertThat(server.rows("SELECT * FROM bridge.sync_ledger WHERE event_id = '" + event.id() + "'"))
                .isEmpty();
    }

    @Test
    void ofManyWhoRaceForOneEventOneAppliesIt() throws Exception {
        for (int round = 0; round < 5; round++) {
            SyncEvent event = server.event(new SyncOperation.Insert(SOURCE, Optional.empty()));
            ListedRows source =
                    new ListedRows().column("id", new ColumnType.Int64()).row(100L + round);
            CyclicBarrier start = new CyclicBarrier(RACERS);
            List<CompletableFuture<EventOutcome>> racers = new ArrayList<>();
            for (int i = 1; i <= RACERS; i++) {
                Claim claim = TargetServer.claim(event, i);
                racers.add(CompletableFuture.supplyAsync(
                        () -> race(source, claim, start), runnable -> new Thread(runnable).start()));
            }
            int applied = 0;
            for (CompletableFuture<EventOutcome> racer : racers) {
                EventOutcome outcome = racer.get(30, TimeUnit.SECONDS);
                if (outcome instanceof EventOutcome.Applied done) {
                    applied += done.appliedBefore() ? 0 : 1;
                } else {
                    assertThat(((EventOutcome.Failed) outcome).retryable())
                            .as(outcome.toString())
                            .isTrue();
                }
            }
            assertThat(applied).isLessThanOrEqualTo(1);
            assertApplied(
                    server.service(source, ChangeLimits.NONE)
                            .apply(TargetServer.claim(event, RACERS + 1), new Cancellation()),
                    ChangeCounts.inserted(1));
        }
        assertThat(rows()).hasSize(7);
    }

    private EventOutcome race(ListedRows source, Claim claim, CyclicBarrier start) {
        try {
            start.await(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return server.service(source, ChangeLimits.NONE).apply(claim, new Cancellation());
    }

    @Test
    void withoutALedgerASecondAttemptAppliesAgain() throws SQLException {
        try (TargetServer without = new TargetServer(RealSqlServer.config(), SyncConfig.Delivery.AT_LEAST_ONCE)) {
            without.create("id int NOT NULL, name nvarchar(20) NULL");
            SyncEvent event = without.event(new SyncOperation.Insert(SOURCE, Optional.empty()));
            assertApplied(without.apply(people(), event), ChangeCounts.inserted(1));
            assertApplied(without.apply(people(), event), ChangeCounts.inserted(1));
            assertThat(without.rows("SELECT * FROM {table}")).hasSize(2);
        }
    }
}
