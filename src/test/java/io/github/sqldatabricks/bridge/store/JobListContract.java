package io.github.sqldatabricks.bridge.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.job.Job;
import io.github.sqldatabricks.bridge.job.JobState.JobStatus;
import io.github.sqldatabricks.bridge.job.JobStore.JobFilter;
import io.github.sqldatabricks.bridge.job.JobStore.NewJob;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Lists of jobs that are found by their queries. Catches one that is found so and not among all, or the other way round, or twice. */
abstract class JobListContract extends StoreFixture {

    @Test
    void listsAreTheSameHoweverTheirJobsAreFound() {
        List<NewJob> made =
                IntStream.range(0, 6).mapToObj(i -> Jobs.of("a", "b", "c")).toList();
        made.forEach(tracker::create);
        run(made.get(1), "a", FAILED);
        Instant created = tracker.find(made.get(0).id()).createdAt();
        List.of("a", "b", "c").forEach(query -> run(made.get(2), query, query.equals("b") ? FAILED : DONE));
        List.of("a", "b", "c").forEach(query -> run(made.get(3), query, DONE));
        tracker.cancel(made.get(4).id());
        run(made.get(5), "a", DONE);
        tracker.cancel(made.get(5).id());
        List<JobFilter> filters = Stream.concat(
                        Arrays.stream(JobStatus.values()).map(Set::of),
                        Stream.of(Set.of(JobStatus.PENDING, JobStatus.RUNNING), Set.of(JobStatus.values())))
                .flatMap(states -> Stream.of(
                        Jobs.filter(Optional.of("ana"), states, 4, 0),
                        Jobs.since(created, states),
                        Jobs.since(created.plusSeconds(60), states)))
                .toList();

        List<List<Job>> lists = tracker.lists(filters, Set.of(JobStatus.values()));

        assertThat(lists).isEqualTo(filters.stream().map(tracker::list).toList());
        assertThat(lists)
                .extracting(List::size)
                .containsExactly(0, 0, 0, 2, 2, 0, 1, 1, 0, 1, 1, 0, 2, 2, 0, 2, 2, 0, 4, 6, 0);
    }
}
