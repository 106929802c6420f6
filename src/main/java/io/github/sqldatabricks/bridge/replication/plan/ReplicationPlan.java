package io.github.sqldatabricks.bridge.replication.plan;

import io.github.sqldatabricks.bridge.replication.config.Replication;
import java.util.List;

/**
 * What a replication would do now.
 *
 * @param replication its file
 * @param streams by name
 * @param problems why nothing of it can run, beside those of its streams
 */
public record ReplicationPlan(Replication replication, List<StreamPlan> streams, List<PlanProblem> problems) {

    public ReplicationPlan {
        streams = List.copyOf(streams);
        problems = List.copyOf(problems);
    }

    /** Whether all streams would run that are not disabled. */
    public boolean isReady() {
        return problems.isEmpty() && streams.stream().allMatch(stream -> stream.disabled() || stream.isReady());
    }
}
