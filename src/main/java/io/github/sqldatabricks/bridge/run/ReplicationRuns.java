package io.github.sqldatabricks.bridge.run;

import io.github.sqldatabricks.bridge.access.AccessControl;
import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.extraction.Backfill;
import io.github.sqldatabricks.bridge.extraction.ExtractionConfig;
import io.github.sqldatabricks.bridge.extraction.ExtractionRequest;
import io.github.sqldatabricks.bridge.extraction.PlannedQuery;
import io.github.sqldatabricks.bridge.job.ExtractionSubmission;
import io.github.sqldatabricks.bridge.job.IdempotencyKey;
import io.github.sqldatabricks.bridge.job.Job;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.Hashes;
import io.github.sqldatabricks.bridge.model.VolumePath;
import io.github.sqldatabricks.bridge.replication.config.ReplicationsConfig;
import io.github.sqldatabricks.bridge.replication.plan.PlanProblem;
import io.github.sqldatabricks.bridge.replication.plan.ReplicationPlan;
import io.github.sqldatabricks.bridge.replication.plan.ReplicationPlanner;
import io.github.sqldatabricks.bridge.replication.plan.ResolvedStream;
import io.github.sqldatabricks.bridge.replication.plan.StreamPlan;
import io.github.sqldatabricks.bridge.replication.plan.StreamRights;
import io.github.sqldatabricks.bridge.run.ReplicationStore.StreamId;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Makes jobs of replications: one query for each stream. What can't run is refused, or noted, before anything is stored. Blocking. */
@ApplicationScoped
public class ReplicationRuns {

    private static final Logger LOG = Logger.getLogger(ReplicationRuns.class);

    private final ReplicationPlanner planner;
    private final ReplicationStore store;
    private final ExtractionSubmission submission;
    private final AccessControl access;
    private final ReplicationsConfig config;
    private final ExtractionConfig extraction;

    public ReplicationRuns(
            ReplicationPlanner planner,
            ReplicationStore store,
            ExtractionSubmission submission,
            AccessControl access,
            ReplicationsConfig config,
            ExtractionConfig extraction) {
        this.planner = planner;
        this.store = store;
        this.submission = submission;
        this.access = access;
        this.config = config;
        this.extraction = extraction;
    }

    /**
     * Runs streams of a replication now.
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
        ReplicationPlan plan = planner.plan(replication, streams, StreamRights.of(access, principal), Instant.now());
        Job job = submit(plan, requireReady(plan), Optional.empty(), reset, principal, key);
        if (streams.isEmpty()) {
            noteFreshness(plan);
        }
        return job;
    }

    /** Loads a range of the plan's streams again; see {@link Backfills}. */
    Job submit(ReplicationPlan plan, Backfill range, Principal principal, Optional<IdempotencyKey> key) {
        return submit(plan, requireReady(plan), Optional.of(range), false, principal, key);
    }

    /**
     * Runs what a schedule says, for the user of the configuration. Streams that can't run are noted as failed, and keep no other from it.
     *
     * @param due the schedule's time, which names the run
     * @return whether that time is done with; else it is to be tried again
     */
    boolean scheduled(String replication, Instant due) {
        try {
            Principal principal = access.isOpen()
                    ? Principal.ANYBODY
                    : access.user(config.user().orElseThrow(ReplicationRuns::noUser));
            ReplicationPlan plan =
                    planner.plan(replication, Optional.empty(), StreamRights.of(access, principal), Instant.now());
            noteFailures(plan);
            noteFreshness(plan);
            List<ResolvedStream> ready = ready(plan);
            if (!ready.isEmpty()) {
                IdempotencyKey key = new IdempotencyKey(
                        "schedule-" + Hashes.of(replication, due.toString()).substring(0, 32));
                Job job = submit(plan, ready, Optional.empty(), false, principal, Optional.of(key));
                LOG.infof(
                        "A schedule is followed: replication=%s due=%s job=%s streams=%d",
                        replication, due, job.id(), ready.size());
            }
            return true;
        } catch (BridgeException.Conflict e) {
            LOG.debugf("A schedule waits for the end of an earlier run: replication=%s due=%s", replication, due);
            return e.error() != ErrorCode.DESTINATION_BUSY;
        }
    }

    private void noteFailures(ReplicationPlan plan) {
        plan.problems().forEach(problem -> noteAllFailed(plan, problem));
        for (StreamPlan stream : plan.streams()) {
            if (!stream.disabled() && !stream.isReady()) {
                ErrorCode code = stream.problems().stream()
                        .map(PlanProblem::error)
                        .findFirst()
                        .orElse(ErrorCode.READ_NOT_ALLOWED);
                LOG.warnf(
                        "A stream can't run: replication=%s stream=%s: %s",
                        plan.replication().name(), stream.name(), problems(stream));
                store.failed(id(plan, stream.name().value()), code.text());
            }
        }
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

    /** What is wrong with the file keeps all streams from running. */
    private void noteAllFailed(ReplicationPlan plan, PlanProblem problem) {
        LOG.warnf(
                "A replication can't run: replication=%s: %s",
                plan.replication().name(), problem.message());
        plan.streams().stream()
                .filter(stream -> !stream.disabled() && stream.isReady())
                .forEach(stream -> store.failed(
                        id(plan, stream.name().value()), problem.error().text()));
    }

    private Job submit(
            ReplicationPlan plan,
            List<ResolvedStream> streams,
            Optional<Backfill> backfill,
            boolean reset,
            Principal principal,
            Optional<IdempotencyKey> key) {
        List<PlannedQuery> planned =
                streams.stream().map(stream -> planned(plan, stream)).toList();
        ExtractionRequest request = ExtractionRequest.ofReplication(
                plan.replication().name(),
                plan.replication().country(),
                folder(plan, streams.get(0)),
                streams.stream().map(ResolvedStream::name).toList(),
                backfill);
        boolean isNew = submission.earlier(request, principal, key).isEmpty();
        Job job = submission.submit(request, planned, principal, key);
        if (reset && isNew) {
            // After the job is stored: one that is refused changes nothing. A run that has begun meanwhile begins anew.
            streams.forEach(stream -> store.reset(id(plan, stream.name().value())));
        }
        return job;
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
                Optional.of(stream.load()));
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

    private static StreamId id(ReplicationPlan plan, String stream) {
        return new StreamId(plan.replication().name(), stream);
    }

    private static BridgeException noUser() {
        return new BridgeException.NotAllowed(
                ErrorCode.REPLICATION_USER_MISSING,
                "Expected bridge.replications.user, the user of the permissions file for whom schedules run, but it is not"
                        + " set. Set it, or take the schedules out of the replications' files.");
    }
}
