package io.github.sqldatabricks.bridge.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.job.Holding;
import io.github.sqldatabricks.bridge.job.Job;
import io.github.sqldatabricks.bridge.job.JobStatus;
import io.github.sqldatabricks.bridge.job.JobTracker;
import io.github.sqldatabricks.bridge.job.Lease;
import io.github.sqldatabricks.bridge.job.NewJob;
import io.github.sqldatabricks.bridge.job.QueryState;
import io.github.sqldatabricks.bridge.job.QueryStatus;
import io.github.sqldatabricks.bridge.job.Renewal;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.testing.FixedJobConfig;
import io.github.sqldatabricks.bridge.testing.Takeover;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What every store does with leases, through real SQL. Catches queries that are lost or run twice, and outcomes of workers
 * that lost their lease.
 */
abstract class LeaseStoreContract extends StoreFixture {

    @Test
    void cancellingEndsWhatWaitsAndTellsTheWorkerOfWhatRuns() {
        NewJob job = Jobs.of("running", "waiting");
        tracker.create(job);
        tracker.start(lease(job, "running"));
        tracker.cancel(job.id());
        assertThat(tracker.find(job.id())
                        .query(new QueryName("waiting"))
                        .state()
                        .status())
                .isEqualTo(QueryStatus.CANCELLED);
        Renewal renewal = tracker.renew(List.of(holding(lease(job, "running")), holding(lease(job, "waiting"))));
        assertThat(renewal.cancelled()).containsExactly(lease(job, "running"));
        assertThat(renewal.lost()).containsExactly(lease(job, "waiting"));
        tracker.end(lease(job, "running"), LAST, new QueryState.Cancelled());
        assertThat(tracker.find(job.id()).state().status()).isEqualTo(JobStatus.CANCELLED);
    }

    @Test
    void aLeaseThatIsRenewedIsNotTakenOver() {
        NewJob job = Jobs.of("q");
        tracker.create(job);
        assertThat(Takeover.of(tracker(Duration.ofMinutes(1)), 10)).isEmpty();
    }

    @Test
    void anExpiredLeaseIsTakenOverAndTheOldOwnersOutcomeIsRefused() {
        JobTracker dead = tracker(Duration.ZERO);
        NewJob job = Jobs.of("q");
        dead.create(job);
        dead.start(lease(job, "q"));
        List<Lease> adopted = Takeover.of(tracker, 10);
        assertThat(adopted).containsExactly(new Lease(job.id(), new QueryName("q"), 2));
        assertThat(dead.end(lease(job, "q"), LAST, FAILED)).isEmpty();
        assertThat(dead.renew(List.of(holding(lease(job, "q")))).lost()).containsExactly(lease(job, "q"));
        tracker.start(adopted.get(0));
        tracker.end(adopted.get(0), LAST, DONE);
        assertThat(tracker.find(job.id()).state().status()).isEqualTo(JobStatus.COMPLETED);
    }

    @Test
    void aReleasedLeaseCanBeTakenAtOnce() {
        NewJob job = Jobs.of("q");
        tracker.create(job);
        tracker.release(List.of(lease(job, "q")));
        assertThat(Takeover.of(tracker(Duration.ofMinutes(1)), 1)).hasSize(1);
    }

    @Test
    void aCancelledJobOfADeadWorkerEndsWhenItIsTakenOver() {
        JobTracker dead = tracker(Duration.ZERO);
        NewJob job = Jobs.of("q");
        dead.create(job);
        dead.start(lease(job, "q"));
        tracker.cancel(job.id());
        Lease adopted = Takeover.of(tracker, 1).get(0);
        assertThat(tracker.start(adopted).orElseThrow().state().status()).isEqualTo(JobStatus.CANCELLED);
    }

    @Test
    void aQueryWhoseWorkersDieAgainAndAgainFailsForGoodAndItsSisterGoesOn() {
        JobTracker dead = tracker(Duration.ZERO);
        NewJob job = Jobs.of("killer", "sister");
        dead.create(job);
        int limit = new FixedJobConfig(Duration.ZERO).maxTakeovers();
        Lease killer = lease(job, "killer");
        for (int died = 0; died < limit; died++) {
            assertThat(dead.start(killer).orElseThrow().query(killer.query()).state())
                    .isInstanceOf(QueryState.Running.class);
            killer = adopted(dead, "killer");
        }
        Job after = dead.start(killer).orElseThrow();
        assertThat(after.query(killer.query()).outcome())
                .containsInstanceOf(QueryState.Failed.class)
                .get()
                .extracting("code", "retryable")
                .containsExactly("worker-died", false);
        run(adopted(dead, "sister"), dead);
        assertThat(tracker.find(job.id()).state().error()).contains("1 of 2 queries failed: killer");
        assertThat(tracker.create(Jobs.to(job.destination().value(), "killer")).ended())
                .isFalse();
    }

    @Test
    void onlyWorkersThatDiedWhileTheQueryRanAreCounted() {
        JobTracker worker = tracker(Duration.ZERO);
        NewJob job = Jobs.of("q");
        worker.create(job);
        Lease lease = adopted(worker, "q");
        for (int i = 0; i < 5; i++) {
            worker.start(lease);
            worker.release(List.of(lease));
            lease = adopted(worker, "q");
        }
        assertThat(takeovers(job)).isZero();
        worker.start(lease);
        adopted(worker, "q");
        assertThat(takeovers(job)).isEqualTo(1);
        worker.renew(List.of(holding(new Lease(lease.job(), lease.query(), lease.fence() + 1))));
        assertThat(takeovers(job)).isEqualTo(1);
    }

    private static Lease adopted(JobTracker worker, String query) {
        return Takeover.of(worker, 10).stream()
                .filter(lease -> lease.query().value().equals(query))
                .findFirst()
                .orElseThrow();
    }

    private static void run(Lease lease, JobTracker worker) {
        worker.start(lease).orElseThrow();
        worker.end(lease, LAST, DONE).orElseThrow();
    }

    private int takeovers(NewJob job) {
        return tracker.find(job.id()).queries().get(0).takeovers();
    }

    @Test
    void racingWorkersTakeEachAbandonedQueryExactlyOnce() throws Exception {
        JobTracker dead = tracker(Duration.ZERO);
        String[] names = IntStream.range(0, 30).mapToObj(i -> "q" + i).toArray(String[]::new);
        NewJob job = Jobs.of(names);
        dead.create(job);
        try (JobDatabase other = new JobDatabase(config())) {
            List<JobTracker> workers =
                    List.of(tracker, tracker(Duration.ofMinutes(1)), tracker(other), tracker(other), tracker(other));
            Map<QueryName, Long> runs = new ConcurrentHashMap<>();
            inParallel(workers.size(), index -> {
                for (Lease lease : Takeover.of(workers.get(index), 30)) {
                    if (workers.get(index).start(lease).isPresent()) {
                        runs.merge(lease.query(), 1L, Long::sum);
                        workers.get(index).end(lease, LAST, DONE);
                    }
                }
            });
            assertThat(runs).hasSize(30);
            assertThat(runs.values()).containsOnly(1L);
        }
        assertThat(tracker.find(job.id()).state().status()).isEqualTo(JobStatus.COMPLETED);
    }

    @Test
    void progressIsSeenWhileAQueryRuns() {
        NewJob job = Jobs.of("q");
        tracker.create(job);
        tracker.start(lease(job, "q"));
        tracker.renew(List.of(new Holding(lease(job, "q"), LAST)));
        assertThat(tracker.find(job.id()).queries().get(0).progress()).isEqualTo(LAST);
    }
}
