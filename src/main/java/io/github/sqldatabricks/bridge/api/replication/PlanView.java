package io.github.sqldatabricks.bridge.api.replication;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.github.sqldatabricks.bridge.replication.plan.ReplicationPlan;
import io.github.sqldatabricks.bridge.replication.plan.ReplicationPlan.PlanProblem;
import io.github.sqldatabricks.bridge.replication.plan.ReplicationPlan.ResolvedStream;
import io.github.sqldatabricks.bridge.replication.plan.StreamPlan;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A plan over the wire. */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@Schema(name = "ReplicationPlan")
record PlanView(
        String name,

        @Schema(description = "Whether all streams that are not disabled could run for the caller")
        boolean ready,

        @Schema(description = "Why nothing of it can run, beside the problems of streams")
        List<Problem> problems,

        List<Stream> streams) {

    static PlanView of(ReplicationPlan plan) {
        return new PlanView(
                plan.replication().name(),
                plan.isReady(),
                problems(plan.problems()),
                plan.streams().stream().map(Stream::of).toList());
    }

    private static List<Problem> problems(List<PlanProblem> problems) {
        return problems.stream()
                .map(problem -> new Problem(problem.error().text(), problem.message()))
                .toList();
    }

    /** Why something can't run. */
    @Schema(name = "ReplicationProblem")
    record Problem(
            @Schema(description = "Stable name of the error")
            String code,

            String message) {}

    /** A setting that holds for a stream. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @Schema(name = "ReplicationSetting")
    record Setting(
            String key,
            String value,

            @Schema(description = "File and line, built-in, or what the catalogue says")
            String origin) {}

    /** One stream. What the caller may not run has no more than its name and what is missing. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @Schema(name = "StreamPlan")
    record Stream(
            String name,
            @Schema(description = "A table, or a template") String source,

            @Schema(nullable = true, description = "The Delta table")
            String target,

            @Schema(nullable = true, description = "What would become of the Delta table, for people")
            String targetState,

            @Schema(nullable = true, description = "append, merge, replace or replace-where")
            String mode,

            @Schema(nullable = true, description = "How changes are found: cursor, full or rowversion")
            String change,

            @Schema(description = "The columns by which rows are merged")
            List<String> key,

            boolean disabled,
            boolean ready,
            @Schema(nullable = true) Long estimatedRows,
            @Schema(nullable = true) Long estimatedBytes,

            @Schema(nullable = true, description = "The statement for all rows, with ? for each value")
            String sql,

            List<Setting> settings,

            @Schema(description = "What the caller may not do")
            List<String> missingRights,

            List<Problem> problems) {

        private static Stream of(StreamPlan plan) {
            return new Stream(
                    plan.name().value(),
                    plan.source(),
                    of(plan, stream -> stream.load().target().toString()),
                    plan.targetState().orElse(null),
                    of(plan, stream -> stream.load().mode().text()),
                    of(plan, stream -> stream.change().text()),
                    plan.resolved().map(ResolvedStream::key).orElse(List.of()),
                    plan.disabled(),
                    plan.isReady(),
                    number(plan.rows()),
                    number(plan.bytes()),
                    of(plan, stream -> stream.query().all().sql()),
                    settings(plan),
                    plan.missingRights(),
                    PlanView.problems(plan.problems()));
        }

        private static <T> T of(StreamPlan plan, Function<ResolvedStream, T> field) {
            return plan.resolved().map(field).orElse(null);
        }

        private static List<Setting> settings(StreamPlan plan) {
            return plan.settings().stream()
                    .map(setting -> new Setting(setting.key(), setting.value(), setting.origin()))
                    .toList();
        }

        private static Long number(OptionalLong number) {
            return number.isPresent() ? number.getAsLong() : null;
        }
    }
}
