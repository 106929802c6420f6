package io.github.sqldatabricks.bridge.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.extraction.ExtractionConfig;
import io.github.sqldatabricks.bridge.extraction.ExtractionRequest;
import io.github.sqldatabricks.bridge.extraction.ExtractionRequest.StreamsRun;
import io.github.sqldatabricks.bridge.extraction.ExtractionService;
import io.github.sqldatabricks.bridge.extraction.ExtractionService.QueryOutcome;
import io.github.sqldatabricks.bridge.extraction.LandingZone;
import io.github.sqldatabricks.bridge.job.ExtractionGuard;
import io.github.sqldatabricks.bridge.job.Job;
import io.github.sqldatabricks.bridge.job.JobState;
import io.github.sqldatabricks.bridge.job.JobStore.LeaseStore.QueryClaim;
import io.github.sqldatabricks.bridge.job.JobTracker;
import io.github.sqldatabricks.bridge.job.QueryLoad;
import io.github.sqldatabricks.bridge.job.QueryProgress;
import io.github.sqldatabricks.bridge.job.QueryProgress.Progress;
import io.github.sqldatabricks.bridge.job.QueryProgress.QueryState;
import io.github.sqldatabricks.bridge.job.RunningQuery;
import io.github.sqldatabricks.bridge.load.DeltaTables;
import io.github.sqldatabricks.bridge.load.DeltaTables.TargetState;
import io.github.sqldatabricks.bridge.load.LoadService;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.model.Lease;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.VolumePath;
import io.github.sqldatabricks.bridge.observe.Lineage;
import io.github.sqldatabricks.bridge.replication.plan.ReplicationPlan.ResolvedStream;
import io.github.sqldatabricks.bridge.replication.plan.StreamRights;
import io.github.sqldatabricks.bridge.run.ReplicationStore.LastLoad;
import io.github.sqldatabricks.bridge.run.ReplicationStore.StreamId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs of one stream by processes that a test makes: each has its own memory of what it loaded, and dies when the test goes on without it.
 * Source, workspace and store are those of the sandbox.
 */
abstract class StreamFixture extends ReplicationWorld {

    /** As by bridge.extraction.max-retries. */
    private static final int ATTEMPTS = 4;

    @Inject
    JobTracker tracker;

    @Inject
    StreamParts parts;

    @Inject
    ExtractionService extraction;

    @Inject
    ExtractionConfig config;

    @Inject
    Instance<LandingZone> zone;

    @Inject
    ExtractionGuard guard;

    @Inject
    Lineage lineage;

    @Inject
    DeltaTables tables;

    /** A process on the store that all share. */
    Process process() {
        return process(store);
    }

    Process process(ReplicationStore notes) {
        LoadService loads = new LoadService(tables);
        return new Process(
                new StreamRuns(
                        new RunPlans(planner),
                        readings,
                        parts,
                        notes,
                        extraction,
                        config,
                        () -> loads,
                        zone,
                        guard,
                        lineage,
                        new StreamMetrics(List::of, notes, new SimpleMeterRegistry()),
                        tracker),
                loads);
    }

    /** A process, and what it remembers. */
    record Process(StreamRuns runs, LoadService loads) {

        /** One attempt at a job's only stream. */
        QueryOutcome attempt(Job job) {
            QueryName stream = job.queries().get(0).name();
            Lease lease = new Lease(job.id(), stream, job.queries().get(0).takeovers() + 1L);
            return runs.attempt(new RunningQuery(new QueryClaim(lease, job, lease.fence() > 1)));
        }

        /** Attempts, as many as a worker makes. */
        QueryOutcome run(Job job) {
            for (int attempt = 1; ; attempt++) {
                try {
                    return attempt(attempted(job, attempt));
                } catch (BridgeException.RemoteTransient e) {
                    if (attempt == ATTEMPTS) {
                        throw e;
                    }
                }
            }
        }
    }

    /** A run of the replication's only stream, which is begun. */
    Job job(String replication, boolean reset) {
        ResolvedStream stream = stream(replication);
        Instant now = store.now();
        VolumePath folder = stream.volume().resolve("bridge_loads").resolve(replication);
        QueryProgress query = new QueryProgress(
                stream.name(),
                folder.resolve(stream.name().value()),
                new QueryState.Running(now),
                new Progress(1, 0, 0, Duration.ZERO),
                0,
                Optional.of(new QueryLoad(
                        stream.load().target(), stream.load().mode().text())));
        return new Job(
                JobId.random(),
                "ana",
                ExtractionRequest.ofStreams(
                        new StreamsRun(replication, reset, Optional.empty()),
                        new Country("bolivia"),
                        folder,
                        List.of(stream.name())),
                folder,
                now,
                false,
                new JobState.Running(now),
                List.of(query),
                Optional.empty());
    }

    ResolvedStream stream(String replication) {
        return planner.plan(replication, Optional.empty(), StreamRights.ALL, Instant.now())
                .streams()
                .get(0)
                .resolved()
                .orElseThrow();
    }

    /** The same run, taken over from a process that died. */
    static Job reclaimed(Job job) {
        return with(job, 1, job.queries().get(0).takeovers() + 1);
    }

    static Job attempted(Job job, int attempt) {
        return with(job, attempt, job.queries().get(0).takeovers());
    }

    private static Job with(Job job, int attempt, int takeovers) {
        QueryProgress query = job.queries().get(0);
        QueryProgress changed = new QueryProgress(
                query.name(),
                query.folder(),
                query.state(),
                new Progress(attempt, 0, 0, Duration.ZERO),
                takeovers,
                query.load());
        return new Job(
                job.id(),
                job.owner(),
                job.request(),
                job.destination(),
                job.createdAt(),
                false,
                job.state(),
                List.of(changed),
                job.retry());
    }

    /** The store of a process to which something happens once before a call. */
    ReplicationStore before(String method, Runnable happens) {
        return before(method, 1, happens);
    }

    /** The same, before the call of that number, from 1. */
    ReplicationStore before(String method, int call, Runnable happens) {
        AtomicInteger calls = new AtomicInteger();
        return (ReplicationStore) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ReplicationStore.class}, (proxy, called, arguments) -> {
                    if (called.getName().equals(method) && calls.incrementAndGet() == call) {
                        happens.run();
                    }
                    try {
                        return called.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** The store never says more than Delta, and what it says of load and position belongs together. */
    void assertNotesAreThoseOfTheTarget(StreamId id) {
        TargetState state = tables.state(id.key()).orElseThrow();
        StreamState noted = store.stream(id);
        assertThat(noted.load().map(LastLoad::id))
                .contains(state.loadId().orElseThrow().text());
        assertThat(noted.position()).isEqualTo(state.position());
    }
}
