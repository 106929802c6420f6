package io.github.sqldatabricks.bridge.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.job.IdempotencyKey;
import io.github.sqldatabricks.bridge.job.Job;
import io.github.sqldatabricks.bridge.job.JobState.JobStatus;
import io.github.sqldatabricks.bridge.job.JobStore;
import io.github.sqldatabricks.bridge.job.JobStore.JobFilter;
import io.github.sqldatabricks.bridge.job.JobStore.LeaseStore.QueryClaim;
import io.github.sqldatabricks.bridge.job.JobStore.NewJob;
import io.github.sqldatabricks.bridge.job.JobStore.Position;
import io.github.sqldatabricks.bridge.job.QueryProgress.QueryState;
import io.github.sqldatabricks.bridge.job.QueryProgress.QueryState.QueryStatus;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.model.Lease;
import io.github.sqldatabricks.bridge.model.QueryName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every store does with jobs, through real SQL. Catches jobs that are not read as they were stored or end in a wrong
 * state, half-stored jobs, two jobs writing to one folder, and SQL that only one of the databases understands.
 */
abstract class JobStoreContract extends StoreFixture {

    @Test
    void aJobIsReadAsItWasStored() {
        NewJob stored = Jobs.of("q2", "q1");
        tracker.create(stored);
        Job read = tracker.find(stored.id());
        assertThat(read.requestFor(new QueryName("q2"), tracker.parameters(stored.id())))
                .usingRecursiveComparison()
                .ignoringFields("destination", "queries")
                .isEqualTo(stored.request());
        assertThat(read.request().parameters()).isEmpty();
        assertThat(read.destination()).isEqualTo(stored.destination());
        assertThat(read.queries()).isEqualTo(stored.queries());
        assertThat(read.owner()).isEqualTo("ana");
        assertThat(read.state().status()).isEqualTo(JobStatus.PENDING);
        assertThat(read.createdAt())
                .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(60));
    }

    /** More values than SQL Server takes in a statement, and more rows. */
    @ParameterizedTest
    @ValueSource(ints = {400, 1100})
    void aJobOfManyQueriesIsStoredAsAWholeAndEndsAsAWhole(int queries) {
        String destination = "/Volumes/main/bridge/" + UUID.randomUUID();
        String[] names = IntStream.range(0, queries).mapToObj(i -> "q" + i).toArray(String[]::new);
        NewJob first = Jobs.to(destination, names);
        tracker.create(first);
        assertThat(tracker.find(first.id()).queries()).isEqualTo(first.queries());
        NewJob second = Jobs.to(destination, names);
        assertThatThrownBy(() -> tracker.create(second)).isInstanceOf(BridgeException.Conflict.class);
        assertThatThrownBy(() -> tracker.find(second.id())).isInstanceOf(BridgeException.NotFound.class);
        run(first, "q0", DONE);
        start(first, "q1");

        Job cancelled = tracker.cancel(first.id());

        assertThat(tracker.find(first.id())).isEqualTo(cancelled);
        assertThat(cancelled.count(QueryStatus.CANCELLED)).isEqualTo(queries - 2);
        assertThat(taken(first)).containsExactly("q1");
    }

    private List<String> taken(NewJob job) {
        return database.run(connection -> Statements.list(
                connection,
                "SELECT query_name FROM bridge.active_output WHERE job_id = ?",
                row -> row.getString(1),
                job.id().value()));
    }

    @Test
    void aChangeThatCanNeverBeMadeFailsAtOnce() {
        assertThatThrownBy(() -> database.change((connection, changes) -> {
                    changes.add("INSERT INTO bridge.sync_version (id, version) VALUES (2, NULL)");
                    return null;
                }))
                .isInstanceOfSatisfying(
                        BridgeException.RemotePermanent.class,
                        failure -> assertThat(failure.code()).isEqualTo("job-store-failed"));
    }

    @Test
    void anErrorOfTheProcessWhileItDecidesChangesNothing() {
        NewJob job = Jobs.of("q");
        tracker.create(job);
        assertThatThrownBy(() -> database.change((connection, changes) -> {
                    changes.add("DELETE FROM bridge.job");
                    throw new StackOverflowError("made by the test");
                }))
                .isInstanceOf(StackOverflowError.class);
        assertThat(tracker.find(job.id()).id()).isEqualTo(job.id());
    }

    @Test
    void aJobRunsFromPendingToCompletedAndKeepsWhatItsQueriesReported() {
        NewJob job = Jobs.of("q");
        tracker.create(job);
        Lease lease = start(job, "q");
        assertThat(tracker.find(job.id()).state().status()).isEqualTo(JobStatus.RUNNING);
        tracker.end(lease, LAST, DONE);
        Job ended = tracker.find(job.id());
        assertThat(ended.state().status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(ended.state().endedAt().orElseThrow())
                .isAfterOrEqualTo(ended.state().startedAt().orElseThrow());
        assertThat(ended.queries().get(0).outcome()).contains(DONE);
        assertThat(ended.queries().get(0).progress()).isEqualTo(LAST);
    }

    @Test
    void oneFailedQueryFailsTheJobOnlyAfterItsSistersHaveEnded() {
        NewJob job = Jobs.of("bad", "good");
        tracker.create(job);
        run(job, "bad", FAILED);
        assertThat(tracker.find(job.id()).state().status()).isEqualTo(JobStatus.RUNNING);
        run(job, "good", new QueryState.Skipped("there"));
        Job ended = tracker.find(job.id());
        assertThat(ended.state().status()).isEqualTo(JobStatus.FAILED);
        assertThat(ended.state().error()).contains("1 of 2 queries failed: bad");
        assertThat(ended.queries().get(0).outcome()).contains(FAILED);
        assertThat(ended.count(QueryStatus.SKIPPED)).isEqualTo(1);
    }

    @Test
    void anOutcomeCountsOnlyOnce() {
        NewJob job = Jobs.of("q");
        tracker.create(job);
        run(job, "q", DONE);
        assertThat(tracker.end(lease(job, "q"), LAST, FAILED)).isEmpty();
        assertThat(tracker.claim()).isEmpty();
        assertThat(tracker.find(job.id()).state().status()).isEqualTo(JobStatus.COMPLETED);
    }

    @Test
    void cancellingAPendingJobEndsItAtOnceAndASecondCancelIsAConflict() {
        NewJob job = Jobs.of("a", "b");
        tracker.create(job);
        assertThat(tracker.cancel(job.id()).state().status()).isEqualTo(JobStatus.CANCELLED);
        assertThatThrownBy(() -> tracker.cancel(job.id())).isInstanceOf(BridgeException.Conflict.class);
        assertThatThrownBy(() -> tracker.cancel(JobId.random())).isInstanceOf(BridgeException.NotFound.class);
    }

    @Test
    void aFolderBelongsToOneUnfinishedJobAndTheRefusalNamesIt() {
        String destination = "/Volumes/main/bridge/" + UUID.randomUUID();
        NewJob first = Jobs.to(destination, "a", "b");
        NewJob second = Jobs.to(destination, "c", "b");
        tracker.create(first);
        assertThatThrownBy(() -> tracker.create(second))
                .isInstanceOf(BridgeException.Conflict.class)
                .hasMessageContaining(first.id().value());
        assertThatThrownBy(() -> tracker.find(second.id())).isInstanceOf(BridgeException.NotFound.class);
        run(first, "b", DONE);
        assertThat(tracker.create(second).id()).isEqualTo(second.id());
    }

    @Test
    void theSameKeyAndRequestGiveTheSameJobForTheSameOwnerOnly() {
        String key = UUID.randomUUID().toString();
        Job first = tracker.create(Jobs.keyed("ana", key, Jobs.request("q")));
        assertThat(tracker.create(Jobs.keyed("ana", key, Jobs.request("q"))).id())
                .isEqualTo(first.id());
        assertThat(tracker.findByKey("ana", new IdempotencyKey(key), Jobs.request("q"), Optional.empty())
                        .orElseThrow()
                        .id())
                .isEqualTo(first.id());
        assertThat(tracker.findByKey("bob", new IdempotencyKey(key), Jobs.request("q"), Optional.empty()))
                .isEmpty();
        assertThat(tracker.findByKey(
                        "ana",
                        new IdempotencyKey(key.toUpperCase(Locale.ROOT) + "A"),
                        Jobs.request("q"),
                        Optional.empty()))
                .isEmpty();
        assertThatThrownBy(() -> tracker.create(Jobs.keyed("ana", key, Jobs.request("other"))))
                .isInstanceOf(BridgeException.KeyReused.class);
    }

    @Test
    void ofManySimultaneousRepetitionsOnlyOneBecomesAJob() throws Exception {
        String key = UUID.randomUUID().toString();
        Set<JobId> ids = ConcurrentHashMap.newKeySet();
        inParallel(
                8,
                worker -> ids.add(tracker.create(Jobs.keyed("ana", key, Jobs.request("q")))
                        .id()));
        assertThat(ids).hasSize(1);
        assertThat(tracker.countByStatus().get(JobStatus.PENDING)).isEqualTo(1);
    }

    @Test
    void queriesThatEndAtTheSameTimeEndTheJob() throws Exception {
        String[] names = IntStream.range(0, 12).mapToObj(i -> "q" + i).toArray(String[]::new);
        NewJob job = Jobs.of(names);
        tracker.create(job);
        inParallel(4, worker -> {
            for (Optional<QueryClaim> claim = tracker.claim(); claim.isPresent(); claim = tracker.claim()) {
                tracker.end(claim.get().lease(), LAST, DONE).orElseThrow();
            }
        });
        assertThat(tracker.find(job.id()).state().status()).isEqualTo(JobStatus.COMPLETED);
    }

    @Test
    void listsNewestFirstByOwnerAndStatusInPages() {
        List<JobId> made = IntStream.range(0, 5)
                .mapToObj(i -> Jobs.of("q" + i))
                .map(tracker::create)
                .map(Job::id)
                .toList();
        tracker.cancel(made.get(2));
        assertThat(ids(Jobs.filter(Optional.empty(), Set.of(), 2, 1))).containsExactly(made.get(3), made.get(2));
        assertThat(ids(Jobs.filter(Optional.of("ana"), Set.of(JobStatus.CANCELLED), 9, 0)))
                .containsExactly(made.get(2));
        assertThat(ids(Jobs.filter(Optional.of("bob"), Set.of(), 9, 0))).isEmpty();
    }

    @Test
    void severalListsAtOnceAreAsEachAlone() {
        List<NewJob> made =
                IntStream.range(0, 4).mapToObj(i -> Jobs.of("a", "b")).toList();
        made.forEach(tracker::create);
        run(made.get(1), "a", FAILED);
        tracker.cancel(made.get(2).id());
        Instant created = tracker.find(made.get(0).id()).createdAt();
        List<JobFilter> filters = List.of(
                Jobs.filter(Optional.empty(), Set.of(), 2, 1),
                Jobs.filter(Optional.of("bob"), Set.of(), 9, 0),
                Jobs.filter(Optional.of("ana"), Set.of(JobStatus.CANCELLED, JobStatus.RUNNING), 9, 0),
                wanted("bolivia", "b", created, created.plusSeconds(60)),
                Jobs.after(Optional.of(Position.of(tracker.find(made.get(3).id()))), 9));

        List<List<Job>> lists = tracker.lists(filters, Set.of());

        assertThat(lists).isEqualTo(filters.stream().map(tracker::list).toList());
        assertThat(lists).extracting(List::size).containsExactly(2, 0, 3, 1, 3);
    }

    @Test
    void aJobIsToldWithItsParametersAndWhoWorksOnIt() {
        NewJob job = Jobs.of("a", "b");
        tracker.create(job);
        start(job, "a");

        JobStore.Told told = tracker.told(job.id());

        assertThat(told.job()).isEqualTo(tracker.find(job.id()));
        assertThat(told.details().parameters()).isPresent();
        assertThat(told.details().workers()).isEqualTo(Map.of(new QueryName("a"), tracker.worker()));
        assertThatThrownBy(() -> tracker.told(JobId.random())).isInstanceOf(BridgeException.NotFound.class);
    }

    @Test
    void listsWhatSeveralFiltersLetThrough() {
        NewJob mine = Jobs.of("q", "other");
        NewJob others =
                Jobs.with("bob", Optional.empty(), Jobs.request("q"), "/Volumes/main/bridge/" + UUID.randomUUID(), "q");
        tracker.create(mine);
        tracker.create(others);
        Instant created = tracker.find(mine.id()).createdAt();

        assertThat(ids(wanted("BOLIVIA", "other", created, created.plusSeconds(1))))
                .containsExactly(mine.id());
        assertThat(ids(wanted("bolivia", "q", created, created.plusSeconds(60))))
                .containsExactly(others.id(), mine.id());
        assertThat(ids(wanted("bolivi_", "q", created, created.plusSeconds(60))))
                .isEmpty();
        assertThat(ids(wanted("bolivia", "q", created.minusSeconds(1), created)))
                .isEmpty();
        database.run(connection -> Statements.update(connection, "UPDATE bridge.job SET country = NULL"));
        assertThat(ids(wanted("Bolivia", "other", created, created.plusSeconds(60))))
                .containsExactly(mine.id());
        assertThat(ids(wanted("peru", "other", created, created.plusSeconds(60))))
                .isEmpty();
    }

    private static JobFilter wanted(String country, String query, Instant from, Instant to) {
        return new JobFilter(
                Optional.empty(),
                Set.of(JobStatus.PENDING, JobStatus.FAILED),
                Optional.empty(),
                Optional.of(new Country(country)),
                Optional.of(new QueryName(query)),
                Optional.of(from),
                Optional.of(to),
                Optional.empty(),
                9,
                0);
    }

    @Test
    void aPageBeginsWhereTheOneBeforeEndedHoweverManyJobsArriveOrHaveTheSameTime() {
        Set<JobId> made = new HashSet<>();
        for (int i = 0; i < 7; i++) {
            made.add(tracker.create(Jobs.of("q")).id());
        }
        database.run(connection -> Statements.update(
                connection, "UPDATE bridge.job SET created_at = ?", Instant.parse("2026-11-21T08:00:00.123456Z")));
        List<JobId> seen = new ArrayList<>();
        List<Job> page = tracker.list(Jobs.after(Optional.empty(), 3));
        while (!page.isEmpty()) {
            page.forEach(job -> seen.add(job.id()));
            tracker.create(Jobs.of("q"));
            String place = Position.of(page.get(page.size() - 1)).toString();
            page = tracker.list(Jobs.after(Optional.of(Position.parse(place)), 3));
        }
        assertThat(seen).hasSize(7).containsExactlyInAnyOrderElementsOf(made);
    }

    /** Its queries may be the very ones of the first try, and its key too. */
    @Test
    void aRetryIsAnotherRequestThanTheOneThatItTriesAgain() {
        Job first = tracker.create(Jobs.keyed("ana", "again", Jobs.request("q")));
        tracker.cancel(first.id());
        NewJob same = Jobs.keyed("ana", "again", Jobs.request("q"));
        NewJob again = new NewJob(
                same.id(),
                same.owner(),
                same.key(),
                same.request(),
                same.secrets(),
                same.destination(),
                same.queries(),
                Optional.of(new Job.Retry(first.id(), first.createdAt())));
        assertThatThrownBy(() -> tracker.create(again)).isInstanceOf(BridgeException.KeyReused.class);
        IdempotencyKey key = new IdempotencyKey("again");
        assertThat(tracker.findByKey("ana", key, same.request(), Optional.empty()))
                .isPresent();
        assertThatThrownBy(() -> tracker.findByKey("ana", key, same.request(), Optional.of(first.id())))
                .isInstanceOf(BridgeException.KeyReused.class);
    }

    @Test
    void aRetryCountsItsComputedParametersFromTheFirstTry() {
        NewJob job = Jobs.of("q");
        Instant first = Instant.parse("2026-11-21T23:59:59.123456Z");
        Job.Retry retry = new Job.Retry(JobId.random(), first);
        tracker.create(new NewJob(
                job.id(),
                job.owner(),
                job.key(),
                job.request(),
                job.secrets(),
                job.destination(),
                job.queries(),
                Optional.of(retry)));
        tracker.cancel(job.id());
        assertThat(tracker.find(job.id()).retry()).contains(retry);
        assertThat(tracker.find(job.id()).parametersAsOf()).isEqualTo(first);
    }

    @Test
    void countsTheJobsOfOneOwner() {
        tracker.create(Jobs.of("q"));
        assertThat(tracker.countByStatus("ana")).containsEntry(JobStatus.PENDING, 1L);
        assertThat(tracker.countByStatus("bob")).containsEntry(JobStatus.PENDING, 0L);
    }

    @Test
    void onlyJobsThatEndedLongAgoArePruned() {
        NewJob ended = Jobs.of("q");
        NewJob alive = Jobs.of("q");
        tracker.create(ended);
        tracker.create(alive);
        tracker.cancel(ended.id());
        assertThat(tracker.prune()).isZero();
        database.run(connection -> Statements.update(
                connection,
                "UPDATE bridge.job SET ended_at = ? WHERE job_id = ?",
                Instant.now().minus(Duration.ofDays(31)),
                ended.id().value()));
        assertThat(tracker.prune()).isEqualTo(1);
        assertThat(ids(Jobs.filter(Optional.empty(), Set.of(), 9, 0))).containsExactly(alive.id());
    }
}
