package io.github.sqldatabricks.bridge.run;

import io.github.sqldatabricks.bridge.access.AccessControl;
import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.extraction.ExtractionConfig;
import io.github.sqldatabricks.bridge.extraction.ExtractionRequest;
import io.github.sqldatabricks.bridge.extraction.ExtractionRequest.StreamsRun;
import io.github.sqldatabricks.bridge.extraction.PlannedQuery;
import io.github.sqldatabricks.bridge.job.ExtractionSubmission;
import io.github.sqldatabricks.bridge.job.IdempotencyKey;
import io.github.sqldatabricks.bridge.job.Job;
import io.github.sqldatabricks.bridge.job.JobState.JobStatus;
import io.github.sqldatabricks.bridge.job.JobStore.JobFilter;
import io.github.sqldatabricks.bridge.job.JobTracker;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.Hashes;
import io.github.sqldatabricks.bridge.model.VolumePath;
import io.github.sqldatabricks.bridge.replication.config.Replication;
import io.github.sqldatabricks.bridge.replication.config.ReplicationsConfig;
import io.github.sqldatabricks.bridge.replication.plan.ReplicationPlan;
import io.github.sqldatabricks.bridge.replication.plan.ReplicationPlan.PlanProblem;
import io.github.sqldatabricks.bridge.replication.plan.ReplicationPlan.ResolvedStream;
import io.github.sqldatabricks.bridge.replication.plan.ReplicationPlanner;
import io.github.sqldatabricks.bridge.replication.plan.StreamPlan;
import io.github.sqldatabricks.bridge.replication.plan.StreamRights;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Makes jobs of replications: one query for each stream. What can't run is refused, or noted, before anything is stored. Blocking. */
@ApplicationScoped
public class ReplicationRuns {

    private static final Logger LOG = Logger.getLogger(ReplicationRuns.class);

    /** Of one country; a waiting schedule does not look further. */
    private static final int MOST_UNFINISHED = 100;

    private final ReplicationPlanner planner;
    private final ReplicationStore store;
    private final ExtractionSubmission submission;
    private final AccessControl access;
    private final ReplicationsConfig config;
    private final ExtractionConfig extraction;
    private final JobTracker tracker;

    public ReplicationRuns(
            ReplicationPlanner planner,
            ReplicationStore store,
            ExtractionSubmission submission,
            AccessControl access,
            ReplicationsConfig config,
            ExtractionConfig extraction,
            JobTracker tracker) {
        this.planner = planner;
        this.store = store;
        this.submission = submission;
        this.access = access;
        this.config = config;
        this.extraction = extraction;
        this.tracker = tracker;
    }

    /**
     * Runs streams of a replication now; when it is repeated with its key, answers with the earlier job, whatever has become of them.
     *
     * @param replication its name
     * @param streams which of them, by names with {@code *}; empty for all
     * @param reset whether they are read whole and replace what is in their targets
     * @throws BridgeException.NotFound when there is no such replication or stream
     * @throws BridgeException.Conflict ({@code replication-not-ready}) naming what is wrong with which stream; ({@code
     *     destination-busy}) while an earlier run of one of them has not ended
     * @throws BridgeException.NotAllowed when the principal may not read a source or load a target
     * @throws BridgeException.Busy when the queue has no room
     */
    public Job submit(
            String replication,
            Optional<String> streams,
            boolean reset,
            Principal principal,
            Optional<IdempotencyKey> key) {
        StreamsRun run = new StreamsRun(replication, streams, reset, Optional.empty());
        return submit(
                run,
                () -> planner.plan(replication, streams, StreamRights.of(access, principal), Instant.now()),
                principal,
                key);
    }

    /** The same, or a backfill; see {@link Backfills}. */
    Job submit(StreamsRun run, Supplier<ReplicationPlan> plan, Principal principal, Optional<IdempotencyKey> key) {
        return submission.earlier(run, principal, key).orElseGet(() -> {
            ReplicationPlan planned = plan.get();
            Job job = submit(planned, requireReady(planned), run, principal, key);
            if (run.streams().isEmpty() && run.backfill().isEmpty()) {
                noteFreshness(planned);
            }
            return job;
        });
    }

    /**
     * Runs what a schedule says, for the user of the configuration, once an earlier run of the replication has ended. Streams that can't
     * run are noted as failed, once whoever looks, and keep no other from it.
     *
     * @param due the schedule's time, which names the run; done with afterwards, unless it is to be tried again
     */
    void scheduled(Replication replication, Instant due) {
        if (isRunning(replication)) {
            LOG.debugf("A schedule waits for the end of an earlier run: replication=%s due=%s", replication, due);
            return;
        }
        Principal principal =
                access.isOpen() ? Principal.ANYBODY : access.user(config.user().orElseThrow(ReplicationRuns::noUser));
        ReplicationPlan plan =
                planner.plan(replication.name(), Optional.empty(), StreamRights.of(access, principal), Instant.now());
        List<ResolvedStream> ready = ready(plan);
        if (!ready.isEmpty()) {
            IdempotencyKey key = new IdempotencyKey(
                    "schedule-" + Hashes.of(replication.name(), due.toString()).substring(0, 32));
            submitScheduled(plan, ready, principal, key);
        }
        if (store.doneUntil(replication.name(), due, failures(plan))) {
            noteFreshness(plan);
        }
    }

    private void submitScheduled(
            ReplicationPlan plan, List<ResolvedStream> ready, Principal principal, IdempotencyKey key) {
        StreamsRun run = new StreamsRun(plan.replication().name(), false, Optional.empty());
        // Of a process that died before it noted that; its file or catalogue may have had other streams.
        Job job = submission
                .earlier(run, principal, Optional.of(key))
                .orElseGet(() -> submit(plan, ready, run, principal, Optional.of(key)));
        LOG.infof(
                "A schedule is followed: replication=%s job=%s streams=%d", run.replication(), job.id(), ready.size());
    }

    /** Whether a run has not ended: asked before anything is planned, because a schedule that waits looks each second. */
    private boolean isRunning(Replication replication) {
        JobFilter unfinished = new JobFilter(
                Optional.empty(),
                Set.of(JobStatus.PENDING, JobStatus.RUNNING),
                Optional.empty(),
                Optional.of(replication.country()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                MOST_UNFINISHED,
                0);
        return tracker.list(unfinished).stream()
                .anyMatch(job -> job.request().replication().equals(Optional.of(replication.name())));
    }

    /** By stream the reason why it can't run. What is wrong with the file keeps all from it. */
    private static Map<String, String> failures(ReplicationPlan plan) {
        Map<String, String> failures = new HashMap<>();
        plan.problems()
                .forEach(problem -> LOG.warnf(
                        "A replication can't run: replication=%s: %s",
                        plan.replication().name(), problem.message()));
        for (StreamPlan stream : plan.streams()) {
            boolean fails =
                    !stream.disabled() && !(stream.isReady() && plan.problems().isEmpty());
            if (fails) {
                LOG.warnf(
                        "A stream can't run: replication=%s stream=%s: %s",
                        plan.replication().name(), stream.name(), problems(stream));
                failures.put(stream.name().value(), reason(plan, stream).text());
            }
        }
        return failures;
    }

    private static ErrorCode reason(ReplicationPlan plan, StreamPlan stream) {
        return Stream.concat(stream.problems().stream(), plan.problems().stream())
                .map(PlanProblem::error)
                .findFirst()
                .orElse(ErrorCode.READ_NOT_ALLOWED);
    }

    /** Of all streams, because one that is not named may have any age from then on. */
    private void noteFreshness(ReplicationPlan plan) {
        Map<String, Duration> freshness = new HashMap<>();
        for (StreamPlan stream : plan.streams()) {
            stream.resolved()
                    .flatMap(ResolvedStream::freshness)
                    .ifPresent(age -> freshness.put(stream.name().value(), age));
        }
        store.freshness(plan.replication().name(), freshness);
    }

    private Job submit(
            ReplicationPlan plan,
            List<ResolvedStream> streams,
            StreamsRun run,
            Principal principal,
            Optional<IdempotencyKey> key) {
        List<PlannedQuery> planned =
                streams.stream().map(stream -> planned(plan, stream)).toList();
        ExtractionRequest request = ExtractionRequest.ofStreams(
                run,
                plan.replication().country(),
                folder(plan, streams.get(0)),
                streams.stream().map(ResolvedStream::name).toList());
        return submission.submit(request, planned, principal, key);
    }

    private PlannedQuery planned(ReplicationPlan plan, ResolvedStream stream) {
        return new PlannedQuery(
                stream.query().all(),
                List.of(stream.query().all()),
                Hashes.of(stream.query().all().sql()),
                Map.of(),
                Map.of(),
                PlannedQuery.SecretParameters.NONE,
                folder(plan, stream).resolve(stream.name().value()),
                true,
                extraction.chunkSize(),
                Optional.of(stream.load()),
                Optional.empty());
    }

    /** Files on their way to the targets; no reader of the volume looks there. */
    private static VolumePath folder(ReplicationPlan plan, ResolvedStream stream) {
        return stream.volume()
                .resolve("bridge_loads")
                .resolve(plan.replication().name());
    }

    private static List<ResolvedStream> ready(ReplicationPlan plan) {
        return plan.problems().isEmpty()
                ? plan.streams().stream()
                        .filter(stream -> !stream.disabled() && stream.isReady())
                        .map(stream -> stream.resolved().orElseThrow())
                        .toList()
                : List.of();
    }

    /**
     * The streams of a plan, at least one.
     *
     * @throws BridgeException.Conflict ({@code replication-not-ready}) when one of them can't run
     */
    static List<ResolvedStream> requireReady(ReplicationPlan plan) {
        List<String> problems = Stream.concat(
                        plan.problems().stream().map(PlanProblem::message),
                        plan.streams().stream()
                                .filter(stream -> !stream.disabled() && !stream.isReady())
                                .map(stream -> stream.name() + ": " + problems(stream)))
                .toList();
        if (!problems.isEmpty() || ready(plan).isEmpty()) {
            throw new BridgeException.Conflict(
                    ErrorCode.REPLICATION_NOT_READY,
                    "Nothing was run, because not all that was asked for can: "
                            + (problems.isEmpty() ? "all its streams are disabled." : String.join(" ", problems))
                            + " See 'bridge replicate plan "
                            + plan.replication().name() + "'.");
        }
        return ready(plan);
    }

    private static String problems(StreamPlan stream) {
        return Stream.concat(stream.problems().stream().map(PlanProblem::message), stream.missingRights().stream())
                .collect(Collectors.joining(" "));
    }

    private static BridgeException noUser() {
        return new BridgeException.NotAllowed(
                ErrorCode.REPLICATION_USER_MISSING,
                "Expected bridge.replications.user, the user of the permissions file for whom schedules run, but it is not"
                        + " set. Set it, or take the schedules out of the replications' files.");
    }
}
