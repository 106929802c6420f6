package io.github.sqldatabricks.bridge.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.job.JobState.JobStatus;
import io.github.sqldatabricks.bridge.job.JobStore.LeaseStore.QueryClaim;
import io.github.sqldatabricks.bridge.job.JobStore.NewJob;
import io.github.sqldatabricks.bridge.job.JobTracker;
import io.github.sqldatabricks.bridge.job.QueryProgress.Progress;
import io.github.sqldatabricks.bridge.job.QueryProgress.QueryState;
import io.github.sqldatabricks.bridge.job.QueryProgress.QueryState.QueryStatus;
import io.github.sqldatabricks.bridge.job.QuerySamples.Sample;
import io.github.sqldatabricks.bridge.job.QuerySamples.SampleThinning;
import io.github.sqldatabricks.bridge.model.Lease;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.testing.FixedJobConfig;
import io.github.sqldatabricks.bridge.testing.QueryClaims;
import io.github.sqldatabricks.bridge.work.WorkHandler.Renewal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        Lease running = start(job, "running");
        tracker.cancel(job.id());
        assertThat(tracker.find(job.id())
                        .query(new QueryName("waiting"))
                        .state()
                        .status())
                .isEqualTo(QueryStatus.CANCELLED);
        Renewal<Lease> renewal = tracker.renew(Map.of(running, Progress.NONE, lease(job, "waiting"), Progress.NONE));
        assertThat(renewal.cancelled()).containsExactly(running);
        assertThat(renewal.lost()).containsExactly(lease(job, "waiting"));
        tracker.end(running, LAST, new QueryState.Cancelled());
        assertThat(tracker.find(job.id()).state().status()).isEqualTo(JobStatus.CANCELLED);
    }

    @Test
    void queriesAreClaimedInTheOrderOfTheirJobsAndOfTheRequest() {
        NewJob first = Jobs.of("b", "a");
        NewJob second = Jobs.of("c");
        tracker.create(first);
        tracker.create(second);
        assertThat(QueryClaims.of(tracker, 10))
                .containsExactly(lease(first, "b"), lease(first, "a"), lease(second, "c"));
        assertThat(tracker.waiting()).isZero();
    }

    @Test
    void aWaitingQueryBelongsToNobodyAndIsClaimedByWhoeverIsFree() {
        NewJob job = Jobs.of("q");
        tracker.create(job);
        assertThat(tracker.waiting()).isEqualTo(1);
        QueryClaim claim = tracker(Duration.ofMinutes(1)).claim().orElseThrow();
        assertThat(claim.lease()).isEqualTo(lease(job, "q"));
        assertThat(claim.reclaimed()).isFalse();
        assertThat(claim.job()).isEqualTo(tracker.find(job.id()));
        assertThat(claim.query().state()).isInstanceOf(QueryState.Running.class);
    }

    @Test
    void aLeaseThatIsRenewedIsNotReclaimed() {
        NewJob job = Jobs.of("q");
        tracker.create(job);
        start(job, "q");
        assertThat(tracker(Duration.ofMinutes(1)).claim()).isEmpty();
    }

    @Test
    void samplesAreKeptSparselyAcrossProcessesAndOfHoldersOnly() {
        NewJob job = Jobs.of("q");
        tracker.create(job);
        Lease held = new JdbcLeaseStore(database)
                .claim("worker", Duration.ofMinutes(10), 3)
                .orElseThrow()
                .lease();
        for (int i = 1; i <= 300; i++) {
            int age = 1000 + i;
            // As if the job were older at each heartbeat.
            database.run(connection -> Statements.update(
                    connection,
                    "UPDATE bridge.job SET created_at = ? WHERE job_id = ?",
                    database.now(connection).minusSeconds(age),
                    job.id().value()));
            Progress progress = new Progress(1, 10L * i, 100L * i, Duration.ofSeconds(i));
            new JdbcLeaseStore(database).renew(Map.of(held, progress), "worker", Duration.ofMinutes(10));
        }
        List<Sample> samples = tracker.samples(job.id(), Optional.of(new QueryName("q")))
                .get(0)
                .samples();
        assertThat(samples).hasSizeBetween(SampleThinning.MOST / 2 - 1, SampleThinning.MOST);
        assertThat(samples).extracting(Sample::second).isSorted().doesNotHaveDuplicates();
        assertThat(samples).extracting(Sample::rows).isSorted().startsWith(10L);
        assertThat(samples.get(samples.size() - 1).rows()).isGreaterThan(2900);
        Lease other = new Lease(job.id(), new QueryName("q"), 99);
        new JdbcLeaseStore(database)
                .renew(Map.of(other, new Progress(1, 5, 5, Duration.ofSeconds(1))), "worker", Duration.ofMinutes(10));
        assertThat(tracker.samples(job.id(), Optional.empty()).get(0).samples()).isEqualTo(samples);
    }

    @Test
    void anExpiredLeaseIsReclaimedAndTheOldOwnersOutcomeIsRefused() {
        JobTracker dead = tracker(Duration.ZERO);
        NewJob job = Jobs.of("q");
        dead.create(job);
        Lease lost = dead.claim().orElseThrow().lease();
        QueryClaim claim = tracker.claim().orElseThrow();
        assertThat(claim.lease()).isEqualTo(new Lease(job.id(), new QueryName("q"), 2));
        assertThat(claim.reclaimed()).isTrue();
        assertThat(dead.end(lost, LAST, FAILED)).isEmpty();
        assertThat(dead.renew(Map.of(lost, Progress.NONE)).lost()).containsExactly(lost);
        tracker.end(claim.lease(), LAST, DONE);
        assertThat(tracker.find(job.id()).state().status()).isEqualTo(JobStatus.COMPLETED);
    }

    @Test
    void aReleasedLeaseCanBeClaimedAtOnce() {
        NewJob job = Jobs.of("q");
        tracker.create(job);
        tracker.release(List.of(start(job, "q")));
        QueryClaim claim = tracker(Duration.ofMinutes(1)).claim().orElseThrow();
        assertThat(claim.reclaimed()).isFalse();
        assertThat(claim.lease().fence()).isEqualTo(2);
    }

    @Test
    void aCancelledJobOfADeadWorkerEndsWhenItsQueryIsReclaimed() {
        JobTracker dead = tracker(Duration.ZERO);
        NewJob job = Jobs.of("q");
        dead.create(job);
        dead.claim().orElseThrow();
        tracker.cancel(job.id());
        QueryClaim claim = tracker.claim().orElseThrow();
        assertThat(claim.query().ended()).isTrue();
        assertThat(claim.job().state().status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(tracker.find(job.id())).isEqualTo(claim.job());
    }

    @Test
    void aQueryWhoseWorkersDieAgainAndAgainFailsForGoodAndItsSisterGoesOn() {
        JobTracker dead = tracker(Duration.ZERO);
        NewJob job = Jobs.of("killer", "sister");
        dead.create(job);
        int limit = new FixedJobConfig(Duration.ZERO).maxTakeovers();
        for (int died = 0; died < limit; died++) {
            assertThat(dead.claim().orElseThrow().query().state()).isInstanceOf(QueryState.Running.class);
        }
        assertThat(dead.claim().orElseThrow().query().outcome())
                .containsInstanceOf(QueryState.Failed.class)
                .get()
                .extracting("code", "retryable")
                .containsExactly("worker-died", false);
        Lease sister = dead.claim().orElseThrow().lease();
        assertThat(sister.query().value()).isEqualTo("sister");
        dead.end(sister, LAST, DONE).orElseThrow();
        assertThat(tracker.find(job.id()).state().error()).contains("1 of 2 queries failed: killer");
        assertThat(tracker.create(Jobs.to(job.destination().value(), "killer")).ended())
                .isFalse();
    }

    @Test
    void onlyWorkersThatDiedWhileTheQueryRanAreCounted() {
        JobTracker worker = tracker(Duration.ZERO);
        NewJob job = Jobs.of("q");
        worker.create(job);
        for (int i = 0; i < 5; i++) {
            worker.release(List.of(worker.claim().orElseThrow().lease()));
        }
        worker.claim().orElseThrow();
        assertThat(takeovers(job)).isZero();
        Lease lease = worker.claim().orElseThrow().lease();
        assertThat(takeovers(job)).isEqualTo(1);
        worker.renew(Map.of(lease, Progress.NONE));
        assertThat(takeovers(job)).isEqualTo(1);
    }

    private int takeovers(NewJob job) {
        return tracker.find(job.id()).queries().get(0).takeovers();
    }

    @Test
    void racingWorkersClaimEachQueryExactlyOnce() throws Exception {
        String[] names = IntStream.range(0, 30).mapToObj(i -> "q" + i).toArray(String[]::new);
        NewJob job = Jobs.of(names);
        tracker.create(job);
        try (JobDatabase other = new JobDatabase(config())) {
            List<JobTracker> workers =
                    List.of(tracker, tracker(Duration.ofMinutes(1)), tracker(other), tracker(other), tracker(other));
            Map<QueryName, Long> runs = new ConcurrentHashMap<>();
            inParallel(workers.size(), index -> {
                JobTracker worker = workers.get(index);
                for (Optional<QueryClaim> claim = worker.claim(); claim.isPresent(); claim = worker.claim()) {
                    runs.merge(claim.get().lease().query(), 1L, Long::sum);
                    worker.end(claim.get().lease(), LAST, DONE);
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
        tracker.renew(Map.of(start(job, "q"), LAST));
        assertThat(tracker.find(job.id()).queries().get(0).progress()).isEqualTo(LAST);
    }

    @Test
    void aQueryThatIsGivenBackWaitsAgainAndEndsAtOnceWhenItsJobIsCancelled() {
        NewJob job = Jobs.of("q");
        tracker.create(job);
        tracker.release(List.of(start(job, "q")));
        assertThat(tracker.find(job.id()).queries().get(0).state()).isInstanceOf(QueryState.Pending.class);
        assertThat(tracker.waiting()).isEqualTo(1);
        assertThat(tracker.cancel(job.id()).state().status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(tracker.create(Jobs.to(job.destination().value(), "q")).ended())
                .isFalse();
    }

    @Test
    void aQueryThatIsGivenBackAfterACancelEnds() {
        NewJob job = Jobs.of("q");
        tracker.create(job);
        Lease lease = start(job, "q");
        tracker.cancel(job.id());
        tracker.release(List.of(lease));
        assertThat(tracker.find(job.id()).state().status()).isEqualTo(JobStatus.CANCELLED);
    }

    @Test
    void whatADeadWorkerLeftOfACancelledJobEndsWithoutAFreeThread() {
        JobTracker dead = tracker(Duration.ZERO);
        NewJob job = Jobs.of("q");
        NewJob other = Jobs.of("other");
        dead.create(job);
        dead.claim().orElseThrow();
        dead.create(other);
        tracker.cancel(job.id());
        QueryClaim ended = tracker.claimCancelled().orElseThrow();
        assertThat(ended.job().id()).isEqualTo(job.id());
        assertThat(ended.query().ended()).isTrue();
        assertThat(tracker.claimCancelled()).isEmpty();
        assertThat(tracker.find(job.id()).state().status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(tracker.find(other.id()).ended()).isFalse();
    }

    @Test
    void queriesOfDeadWorkersCountAsWaiting() {
        JobTracker dead = tracker(Duration.ZERO);
        dead.create(Jobs.of("a", "b"));
        dead.claim().orElseThrow();
        assertThat(tracker.waiting()).isEqualTo(2);
    }

    @Test
    void aJobThatCannotBeReadKeepsNoOtherFromBeingClaimed() {
        NewJob broken = Jobs.of("broken");
        NewJob job = Jobs.of("q");
        tracker.create(broken);
        tracker.create(job);
        database.run(connection -> Statements.update(
                connection,
                "UPDATE bridge.job SET request = '{' WHERE job_id = ?",
                broken.id().value()));
        assertThat(tracker.claim().orElseThrow().job().id()).isEqualTo(job.id());
        assertThat(tracker.claim()).isEmpty();
    }

    /** What the version before the work engine has left: queries were leased to the process that had accepted them. */
    @Test
    void queriesOfTheVersionBeforeAreClaimed() {
        NewJob job = Jobs.of("waited", "given-back");
        tracker.create(job);
        set(job, "waited", "state = 'pending', lease_owner = 'old', fence = 1");
        set(job, "given-back", "state = 'running', started_at = lease_until, lease_owner = NULL, fence = 1");
        database.run(connection -> Statements.update(
                connection,
                "UPDATE bridge.job SET state = 'running', started_at = created_at WHERE job_id = ?",
                job.id().value()));
        assertThat(QueryClaims.of(tracker, 10))
                .containsExactly(
                        new Lease(job.id(), new QueryName("waited"), 2),
                        new Lease(job.id(), new QueryName("given-back"), 2));
        assertThat(tracker.find(job.id()).queries()).allMatch(query -> query.takeovers() == 0);
    }

    private void set(NewJob job, String query, String columns) {
        database.run(connection -> Statements.update(
                connection,
                "UPDATE bridge.job_query SET " + columns + " WHERE job_id = ? AND query_name = ?",
                job.id().value(),
                query));
    }
}
