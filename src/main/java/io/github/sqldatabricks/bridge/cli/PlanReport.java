package io.github.sqldatabricks.bridge.cli;

import io.github.sqldatabricks.bridge.model.TextTable;
import io.github.sqldatabricks.bridge.replication.config.Replication;
import io.github.sqldatabricks.bridge.replication.plan.ReplicationPlan;
import io.github.sqldatabricks.bridge.replication.plan.ReplicationPlan.PlanProblem;
import io.github.sqldatabricks.bridge.replication.plan.ReplicationPlan.ResolvedStream;
import io.github.sqldatabricks.bridge.replication.plan.StreamPlan;
import io.github.sqldatabricks.bridge.replication.plan.StreamPlan.ResolvedSetting;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** What a replication would do, as text and for programs. */
final class PlanReport {

    private PlanReport() {}

    /** A table of the streams, then what is wrong; with details, each stream's settings and statement. */
    static String of(ReplicationPlan plan, boolean details) {
        Replication replication = plan.replication();
        StringBuilder text = new StringBuilder("Replication " + replication.name() + " (" + replication.file()
                + "): source " + replication.country() + ", " + plan.streams().size()
                + (plan.streams().size() == 1 ? " stream, " : " streams, ")
                + (plan.isReady() ? "all can run" : "NOT READY") + "\n\n");
        text.append(table(plan).render());
        plan.problems().forEach(problem -> add(text, "", problem));
        for (StreamPlan stream : plan.streams()) {
            stream.problems().forEach(problem -> add(text, stream.name() + ": ", problem));
            stream.missingRights()
                    .forEach(right -> text.append("\n\n")
                            .append(stream.name())
                            .append(": ")
                            .append(right));
        }
        if (details) {
            plan.streams().forEach(stream -> addDetails(text, stream));
        }
        return text.toString();
    }

    private static TextTable table(ReplicationPlan plan) {
        TextTable table = new TextTable("stream", "reads", "mode", "change", "key", "rows", "target", "state");
        plan.streams()
                .forEach(stream -> table.row(
                        stream.name().value(),
                        stream.source(),
                        setting(stream, "mode"),
                        setting(stream, "change"),
                        setting(stream, "key"),
                        count(stream.rows()),
                        setting(stream, "target"),
                        state(stream)));
        return table;
    }

    private static String state(StreamPlan stream) {
        if (stream.disabled()) {
            return "disabled";
        }
        return stream.isReady() ? stream.targetState().orElse("-") : "can't run, see below";
    }

    private static String setting(StreamPlan stream, String key) {
        return stream.settings().stream()
                .filter(setting -> setting.key().equals(key))
                .map(ResolvedSetting::value)
                .findFirst()
                .orElse("-");
    }

    private static String count(OptionalLong count) {
        return count.isPresent() ? Long.toString(count.getAsLong()) : "-";
    }

    private static void add(StringBuilder text, String about, PlanProblem problem) {
        text.append("\n\n")
                .append(about)
                .append(problem.message())
                .append(" [")
                .append(problem.error())
                .append(']');
    }

    private static void addDetails(StringBuilder text, StreamPlan stream) {
        TextTable table = new TextTable("setting", "value", "from");
        stream.settings().forEach(setting -> table.row(setting.key(), setting.value(), setting.origin()));
        text.append("\n\n").append(stream.name()).append("\n\n").append(table.render());
        stream.resolved().ifPresent(resolved -> text.append("\n\n").append(sql(resolved)));
    }

    private static String sql(ResolvedStream stream) {
        return stream.query().all().sql();
    }

    /** The same for programs; names as in the REST API. */
    static Map<String, Object> wire(ReplicationPlan plan) {
        return OutputOptions.fields(
                "name", plan.replication().name(),
                "ready", plan.isReady(),
                "problems", problems(plan.problems()),
                "streams", plan.streams().stream().map(PlanReport::wire).toList());
    }

    private static Map<String, Object> wire(StreamPlan stream) {
        return OutputOptions.fields(
                "name", stream.name().value(),
                "source", stream.source(),
                "target",
                        stream.resolved()
                                .map(found -> found.load().target().toString())
                                .orElse(null),
                "target_state", stream.targetState().orElse(null),
                "mode",
                        stream.resolved()
                                .map(found -> found.load().mode().text())
                                .orElse(null),
                "change", stream.resolved().map(found -> found.change().text()).orElse(null),
                "key", stream.resolved().map(ResolvedStream::key).orElse(List.of()),
                "disabled", stream.disabled(),
                "ready", stream.isReady(),
                "settings", stream.settings().stream().map(PlanReport::wire).toList(),
                "sql", stream.resolved().map(PlanReport::sql).orElse(null),
                "estimated_rows", number(stream.rows()),
                "estimated_bytes", number(stream.bytes()),
                "missing_rights", stream.missingRights(),
                "problems", problems(stream.problems()));
    }

    private static Long number(OptionalLong number) {
        return number.isPresent() ? number.getAsLong() : null;
    }

    private static Map<String, Object> wire(ResolvedSetting setting) {
        return OutputOptions.fields("key", setting.key(), "value", setting.value(), "origin", setting.origin());
    }

    private static List<Map<String, Object>> problems(List<PlanProblem> problems) {
        return problems.stream()
                .map(problem -> OutputOptions.fields("code", problem.error().text(), "message", problem.message()))
                .toList();
    }
}
