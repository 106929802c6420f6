package io.github.sqldatabricks.bridge.store;

import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.audit.AuditChain;
import io.github.sqldatabricks.bridge.audit.AuditChain.AuditPosition;
import io.github.sqldatabricks.bridge.audit.AuditEntry;
import io.github.sqldatabricks.bridge.audit.AuditEvent;
import io.github.sqldatabricks.bridge.audit.AuditType;
import io.github.sqldatabricks.bridge.audit.AuditVerifier;
import io.github.sqldatabricks.bridge.event.EventStore;
import io.github.sqldatabricks.bridge.job.JobState.JobStatus;
import io.github.sqldatabricks.bridge.job.JobStore.LeaseStore.QueryClaim;
import io.github.sqldatabricks.bridge.job.JobStore.NewJob;
import io.github.sqldatabricks.bridge.job.JobTracker;
import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.sync.StoredEvent;
import io.github.sqldatabricks.bridge.sync.StoredEvent.Claim;
import io.github.sqldatabricks.bridge.sync.StoredEvent.EventStatus;
import io.github.sqldatabricks.bridge.testing.CuttableProxy;
import io.github.sqldatabricks.bridge.testing.Events;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Two replicas on one store, one of which is frozen after each answer that the store gives it, as by SIGSTOP, the move of its virtual
 * machine or a partition. Catches locks that wait for a replica: whatever one has begun, the other goes on.
 */
abstract class FrozenReplicaContract {

    /** A statement waits ten seconds for a lock. */
    private static final Duration AT_ONCE = Duration.ofSeconds(8);

    private static final Duration PATIENCE = Duration.ofSeconds(25);
    private static final Duration LEASE = Duration.ofMinutes(10);
    private static final AuditChain CHAIN = AuditChain.of(Optional.empty());

    private final Set<EventId> applied = ConcurrentHashMap.newKeySet();
    private final Set<JobId> ended = ConcurrentHashMap.newKeySet();
    private CuttableProxy proxy;
    private JobDatabase frozen;
    private JobDatabase other;

    /** The store, by way of a port. */
    abstract StoreConfig config(int port);

    /** The port of the store's server. */
    abstract int port() throws Exception;

    /** How many answers further it is frozen the next time; at night one. */
    abstract int stride();

    @BeforeEach
    void open() throws Exception {
        int port = port();
        proxy = CuttableProxy.to("127.0.0.1", port);
        other = new JobDatabase(config(port));
        for (String table : List.of("sync_event", "sync_target", "job")) {
            other.run(connection -> Statements.update(connection, "DELETE FROM bridge." + table));
        }
        frozen = new JobDatabase(config(proxy.port()));
        frozen.open();
    }

    @AfterEach
    void close() throws Exception {
        proxy.close();
        frozen.close();
        other.close();
    }

    @Test
    void whereverOneReplicaIsFrozenTheOtherGoesOn() {
        freeze(stride());
    }

    @Test
    @Tag("nightly")
    void soItDoesAfterEachAnswer() {
        freeze(1);
    }

    private void freeze(int stride) {
        AuditPosition begin = new JdbcAuditStore(other, CHAIN).head();
        boolean reached = true;
        int rounds = 0;
        for (int answers = 1; reached; answers += stride) {
            reached = isFrozenDuringWork(answers, rounds++);
        }
        assertThat(rounds).isGreaterThan(5);
        requireNothingLost(begin, rounds);
    }

    /** Returns whether the work took so many answers. */
    private boolean isFrozenDuringWork(int answers, int round) {
        proxy.stallAfter(answers);
        CompletableFuture<Void> work = CompletableFuture.runAsync(() -> work(frozen, "frozen-" + round));
        await().atMost(PATIENCE).until(() -> proxy.isStalled() || work.isDone());
        boolean reached = !work.isDone();
        if (reached) {
            long begin = System.nanoTime();
            work(other, "other-" + round);
            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .as("frozen after %d answers", answers)
                    .isLessThan(AT_ONCE);
        }
        proxy.resume();
        work.join();
        return reached;
    }

    private void work(JobDatabase database, String name) {
        new JdbcAuditStore(database, CHAIN)
                .append(List.of(AuditEntry.of(AuditEvent.by(name, AuditType.AUTH_SUCCESS, "GET", name))));
        EventStore events = EventStoreFixture.store(database);
        events.accept(List.of(Events.update(name, name)));
        Optional<Claim> claim = events.claim(name, LEASE);
        events.renew(name, claim.stream().toList(), LEASE);
        claim.ifPresent(own -> finish(events, own));
        events.holdLeaderLock("duty of " + name, name, LEASE);
        NewJob job = Jobs.of("q");
        JobTracker tracker = StoreFixture.tracker(database, LEASE);
        tracker.create(job);
        tracker.claim().ifPresent(query -> end(tracker, query));
    }

    /** Some query's: that of the other replica may have been the oldest. */
    private void end(JobTracker tracker, QueryClaim claim) {
        if (tracker.end(claim.lease(), StoreFixture.LAST, StoreFixture.DONE).isPresent()) {
            assertThat(ended.add(claim.job().id())).as("%s ends twice", claim).isTrue();
        }
    }

    private void finish(EventStore events, Claim claim) {
        assertThat(events.finish(claim, Events.APPLIED)).isPresent();
        assertThat(applied.add(claim.id())).as("%s is applied twice", claim).isTrue();
    }

    private void requireNothingLost(AuditPosition begin, int rounds) {
        JobTracker tracker = StoreFixture.tracker(other, LEASE);
        for (Optional<QueryClaim> left = tracker.claim(); left.isPresent(); left = tracker.claim()) {
            end(tracker, left.get());
        }
        assertThat(tracker.countByStatus().get(JobStatus.COMPLETED)).isEqualTo(2L * rounds - 1);
        EventStore events = EventStoreFixture.store(other);
        for (Optional<Claim> left = events.claim("last", LEASE); left.isPresent(); left = events.claim("last", LEASE)) {
            finish(events, left.get());
        }
        // In the last round there was nothing to wait for.
        assertThat(events.counts().byStatus().get(EventStatus.COMPLETED)).isEqualTo(2L * rounds - 1);
        assertThat(events.changedSince(0, 10 * rounds))
                .extracting(StoredEvent::version)
                .doesNotHaveDuplicates();
        JdbcAuditStore audit = new JdbcAuditStore(other, CHAIN);
        assertThat(audit.head().sequence() - begin.sequence()).isEqualTo(2L * rounds - 1);
        assertThat(new AuditVerifier(audit, CHAIN, Optional.empty()).verify())
                .isInstanceOf(AuditVerifier.Result.Intact.class);
    }
}
