package io.github.sqldatabricks.bridge.replication.plan;

import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.replication.plan.ReplicationPlan.PlanProblem;
import io.github.sqldatabricks.bridge.replication.plan.ReplicationPlan.ResolvedStream;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What one stream would do.
 *
 * @param name of the stream
 * @param source what is read, for people: {@code dbo.Orders} or {@code template slow_sales}
 * @param disabled whether its file takes it out; then nothing further was looked at
 * @param settings what holds for it, and where each value came from
 * @param resolved all that a run needs; empty when it is disabled, something is missing, which the problems say, or a right is
 * @param rows about how many there are at the source; empty when nobody knows
 * @param bytes about how many they take there; empty when nobody knows
 * @param targetState what would become of the target table, for people; empty when that was not looked at
 * @param missingRights what the one who asks may not do, such as {@code read on dbo.orders}
 * @param problems why it can't run
 */
public record StreamPlan(
        QueryName name,
        String source,
        boolean disabled,
        List<ResolvedSetting> settings,
        Optional<ResolvedStream> resolved,
        OptionalLong rows,
        OptionalLong bytes,
        Optional<String> targetState,
        List<String> missingRights,
        List<PlanProblem> problems) {

    public StreamPlan {
        settings = List.copyOf(settings);
        missingRights = List.copyOf(missingRights);
        problems = List.copyOf(problems);
    }

    /** Without anything that the file, the source or the target says: for those who lack a right. The codes of problems stay. */
    StreamPlan withheld() {
        return new StreamPlan(
                name,
                source,
                disabled,
                List.of(),
                Optional.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                Optional.empty(),
                missingRights,
                problems.stream()
                        .map(problem -> new PlanProblem(
                                problem.error(), "The stream has a problem that is shown to those who may run it."))
                        .toList());
    }

    /** Whether it would run for the one who asks. */
    public boolean isReady() {
        return resolved.isPresent() && problems.isEmpty() && missingRights.isEmpty();
    }

    /**
     * A setting that holds.
     *
     * @param key as in the file
     * @param value as text
     * @param origin file and line, {@code built-in}, or what the catalogue says
     */
    public record ResolvedSetting(String key, String value, String origin) {}
}
