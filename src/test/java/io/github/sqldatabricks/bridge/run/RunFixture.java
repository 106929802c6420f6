package io.github.sqldatabricks.bridge.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.sqldatabricks.bridge.access.AccessControl;
import io.github.sqldatabricks.bridge.databricks.DatabricksJdbc;
import io.github.sqldatabricks.bridge.databricks.DatabricksStatements;
import io.github.sqldatabricks.bridge.job.Job;
import io.github.sqldatabricks.bridge.job.JobStore.JobFilter;
import io.github.sqldatabricks.bridge.job.JobTracker;
import io.github.sqldatabricks.bridge.job.QueryProgress;
import io.github.sqldatabricks.bridge.job.QueryProgress.QueryState.QueryStatus;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.observe.SqlConsole.SandboxConsoles;
import io.github.sqldatabricks.bridge.replication.config.ReplicationLibrary;
import io.github.sqldatabricks.bridge.replication.plan.ReplicationPlanner;
import io.github.sqldatabricks.bridge.sandbox.workspace.Endpoint.Call;
import io.github.sqldatabricks.bridge.testing.GuardedSandbox;
import io.github.sqldatabricks.bridge.wiring.SandboxDatabricks;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;

/** Runs of replications from the file to the rows in the Delta table, through everything that is real here. */
abstract class RunFixture {

    static final Predicate<Call> STATEMENT =
            call -> call.method().equals("POST") && call.path().matches("/api/2\\.0/sql/statements/?");

    @Inject
    ReplicationRuns runs;

    @Inject
    Backfills backfills;

    @Inject
    ReplicationOperations operations;

    @Inject
    LoadFileSweep sweep;

    @Inject
    ReplicationStore store;

    @Inject
    JobTracker jobs;

    @Inject
    AccessControl access;

    @Inject
    SandboxConsoles worlds;

    @Inject
    SandboxDatabricks databricks;

    @Inject
    DatabricksJdbc jdbc;

    @Inject
    ReplicationPlanner planner;

    @Inject
    StreamReadings readings;

    @Inject
    ReplicationSchedules schedules;

    @Inject
    ReplicationLibrary library;

    Path file;

    @AfterEach
    void reset() throws IOException {
        databricks.workspace().faults().clear();
        Files.deleteIfExists(file);
    }

    void write(String name, String streams) throws IOException {
        file = GuardedSandbox.REPLICATIONS.resolve(name + ".yaml");
        Files.writeString(
                file,
                "version: 1\nname: " + name + "\nsource: {country: bolivia}\n"
                        + "target: {catalog: main, schema: loaded, volume: /Volumes/main/bridge/landing}\nstreams:\n"
                        + streams + "\n");
    }

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

    void sqlServer(String sql) {
        worlds.sqlServer().run(sql);
    }

    long delta(String sql) {
        List<Long> rows = new DatabricksStatements(() -> jdbc).query("Looking", sql, row -> row.getLong(1));
        return rows.get(0);
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
