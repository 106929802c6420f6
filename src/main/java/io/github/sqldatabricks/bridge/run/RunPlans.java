package io.github.sqldatabricks.bridge.run;

import io.github.sqldatabricks.bridge.extraction.ExtractionRequest.StreamsRun;
import io.github.sqldatabricks.bridge.job.Job;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.replication.plan.ReplicationPlan;
import io.github.sqldatabricks.bridge.replication.plan.ReplicationPlan.PlanProblem;
import io.github.sqldatabricks.bridge.replication.plan.ReplicationPlan.ResolvedStream;
import io.github.sqldatabricks.bridge.replication.plan.ReplicationPlanner;
import io.github.sqldatabricks.bridge.replication.plan.StreamPlan;
import io.github.sqldatabricks.bridge.replication.plan.StreamRights;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Plans of the runs that this process works on: the catalogue is asked once for all streams of a run, and not once for each. Thread-safe,
 * blocking.
 */
@ApplicationScoped
public class RunPlans {

    private static final int MOST_RUNS = 64;

    private final ReplicationPlanner planner;
    private final Map<JobId, RunPlan> plans = new LinkedHashMap<>();

    public RunPlans(ReplicationPlanner planner) {
        this.planner = planner;
    }

    /**
     * A stream as its file and the catalogue have it since this process began to work on the run.
     *
     * @throws BridgeException.Conflict ({@code replication-not-ready}) when it can't run any more
     */
    ResolvedStream stream(Job job, QueryName name) {
        return plan(job).streams().stream()
                .filter(stream -> stream.name().equals(name))
                .findFirst()
                .flatMap(stream -> stream.problems().isEmpty() ? stream.resolved() : Optional.empty())
                .orElseThrow(() -> notReady(job, name));
    }

    private ReplicationPlan plan(Job job) {
        return of(job.id())
                .plan(() -> planner.plan(
                        job.request().replication().orElseThrow(),
                        Optional.empty(),
                        job.request().run().flatMap(StreamsRun::backfill),
                        StreamRights.ALL,
                        job.createdAt()));
    }

    private synchronized RunPlan of(JobId job) {
        RunPlan known = plans.get(job);
        if (known == null) {
            if (plans.size() == MOST_RUNS) {
                plans.remove(plans.keySet().iterator().next());
            }
            known = new RunPlan();
            plans.put(job, known);
        }
        return known;
    }

    /** One run's: its streams wait for it, and no other run does. */
    private static final class RunPlan {
        private ReplicationPlan plan;

        private synchronized ReplicationPlan plan(Supplier<ReplicationPlan> planner) {
            if (plan == null) {
                plan = planner.get();
            }
            return plan;
        }
    }

    private BridgeException notReady(Job job, QueryName name) {
        String problems = plan(job).streams().stream()
                .filter(stream -> stream.name().equals(name))
                .map(StreamPlan::problems)
                .flatMap(all -> all.stream().map(PlanProblem::message))
                .collect(Collectors.joining(" "));
        return new BridgeException.Conflict(
                ErrorCode.REPLICATION_NOT_READY,
                "The stream " + name + " can't run any more: "
                        + (problems.isEmpty() ? "its replication's file does not have it, or disables it." : problems));
    }
}
