package io.github.sqldatabricks.bridge.run;

import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.access.AccessControl;
import io.github.sqldatabricks.bridge.job.Job;
import io.github.sqldatabricks.bridge.job.JobStore.JobFilter;
import io.github.sqldatabricks.bridge.job.JobTracker;
import io.github.sqldatabricks.bridge.job.QueryProgress;
import io.github.sqldatabricks.bridge.job.QueryProgress.QueryState.QueryStatus;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.replication.config.ReplicationLibrary;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Runs of replications from the file to the rows in the Delta table, through everything that is real here. */
abstract class RunFixture extends ReplicationWorld {

    @Inject
    ReplicationRuns runs;

    @Inject
    Backfills backfills;

    @Inject
    ReplicationOperations operations;

    @Inject
    LoadFileSweep sweep;

    @Inject
    JobTracker jobs;

    @Inject
    AccessControl access;

    @Inject
    ReplicationSchedules schedules;

    @Inject
    ReplicationLibrary library;

    Job submit(String name, boolean reset) {
        return runs.submit(name, Optional.empty(), reset, access.user("ana"), Optional.empty());
    }

    QueryProgress run(String name, boolean reset) {
        QueryProgress query = ended(submit(name, reset)).queries().get(0);
        assertThat(query.state().status()).as("%s", query.state()).isIn(QueryStatus.COMPLETED, QueryStatus.SKIPPED);
        return query;
    }

    Job ended(Job job) {
        await().atMost(Duration.ofMinutes(1)).until(() -> jobs.find(job.id()).ended());
        return jobs.find(job.id());
    }

    /** The only value. */
    long number(String sql) {
        return Long.parseLong(delta(sql).get(0));
    }

    long queries(String stream) {
        return jobs(stream).size();
    }

    List<Job> jobs(String stream) {
        return jobs.list(new JobFilter(
                Optional.empty(),
                Set.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(new QueryName(stream)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                100,
                0));
    }
}
