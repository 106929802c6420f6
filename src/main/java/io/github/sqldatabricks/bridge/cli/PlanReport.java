package io.github.sqldatabricks.bridge.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sqldatabricks.bridge.model.TextTable;
import io.github.sqldatabricks.bridge.replication.plan.ReplicationPlan;
import io.github.sqldatabricks.bridge.replication.plan.ReplicationPlan.PlanProblem;
import io.github.sqldatabricks.bridge.replication.plan.ReplicationPlan.ResolvedStream;
import io.github.sqldatabricks.bridge.replication.plan.StreamPlan;
import io.github.sqldatabricks.bridge.replication.plan.StreamPlan.ResolvedSetting;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * What a replication would do, as text and for programs.
 *
 * @param file of the replication
 * @param country whose rows it reads
 * @param json names as in the REST API
 */
record PlanReport(String file, String country, JsonNode json) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What this process has planned. */
    static PlanReport of(ReplicationPlan plan) {
        return new PlanReport(
                plan.replication().file(), plan.replication().country().code(), JSON.valueToTree(wire(plan)));
    }

    /**
     * What a service has planned.
     *
     * @param replication as {@code GET /replications/{name}} has it
     */
    static PlanReport of(JsonNode replication, JsonNode plan) {
        return new PlanReport(
                replication.path("file").asText(), replication.path("country").asText(), plan);
    }

    /** Whether all of it can run. */
    boolean isReady() {
        return json.path("ready").asBoolean();
    }

    /** A table of the streams, then what is wrong; with details, each stream's settings and statement. */
    String text(boolean details) {
        JsonNode streams = json.path("streams");
        StringBuilder text = new StringBuilder("Replication " + text(json, "name") + " (" + file + "): source "
                + country + ", " + streams.size()
                + (streams.size() == 1 ? " stream, " : " streams, ")
                + (isReady() ? "all can run" : "NOT READY") + "\n\n");
        text.append(table().render());
        json.path("problems").forEach(problem -> add(text, "", problem));
        streams.forEach(stream -> addWrong(text, stream));
        if (details) {
            streams.forEach(stream -> addDetails(text, stream));
        }
        return text.toString();
    }

    private TextTable table() {
        TextTable table = new TextTable("stream", "reads", "mode", "change", "key", "rows", "target", "state");
        json.path("streams")
                .forEach(stream -> table.row(
                        text(stream, "name"),
                        text(stream, "source"),
                        setting(stream, "mode"),
                        setting(stream, "change"),
                        setting(stream, "key"),
                        text(stream, "estimated_rows"),
                        setting(stream, "target"),
                        state(stream)));
        return table;
    }

    private static String state(JsonNode stream) {
        if (stream.path("disabled").asBoolean()) {
            return "disabled";
        }
        return stream.path("ready").asBoolean() ? text(stream, "target_state") : "can't run, see below";
    }

    private static String setting(JsonNode stream, String key) {
        for (JsonNode setting : stream.path("settings")) {
            if (setting.path("key").asText().equals(key)) {
                return text(setting, "value");
            }
        }
        return "-";
    }

    private static void addWrong(StringBuilder text, JsonNode stream) {
        String about = text(stream, "name") + ": ";
        stream.path("problems").forEach(problem -> add(text, about, problem));
        stream.path("missing_rights")
                .forEach(right ->
                        text.append("\n\n").append(about).append(OutputOptions.printableLines(right.asText())));
    }

    private static void add(StringBuilder text, String about, JsonNode problem) {
        text.append("\n\n")
                .append(about)
                .append(text(problem, "message"))
                .append(" [")
                .append(text(problem, "code"))
                .append(']');
    }

    private static void addDetails(StringBuilder text, JsonNode stream) {
        TextTable table = new TextTable("setting", "value", "from");
        stream.path("settings")
                .forEach(setting -> table.row(text(setting, "key"), text(setting, "value"), text(setting, "origin")));
        text.append("\n\n").append(text(stream, "name")).append("\n\n").append(table.render());
        if (stream.hasNonNull("sql")) {
            text.append("\n\n").append(text(stream, "sql"));
        }
    }

    private static String text(JsonNode of, String field) {
        return OutputOptions.printableLines(of.path(field).asText("-"));
    }

    private static Map<String, Object> wire(ReplicationPlan plan) {
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
                "target", of(stream, found -> found.load().target().toString()),
                "target_state", stream.targetState().orElse(null),
                "mode", of(stream, found -> found.load().mode().text()),
                "change", of(stream, found -> found.change().text()),
                "key", stream.resolved().map(ResolvedStream::key).orElse(List.of()),
                "disabled", stream.disabled(),
                "ready", stream.isReady(),
                "settings", stream.settings().stream().map(PlanReport::wire).toList(),
                "sql", of(stream, found -> found.query().all().sql()),
                "estimated_rows", number(stream.rows()),
                "estimated_bytes", number(stream.bytes()),
                "missing_rights", stream.missingRights(),
                "problems", problems(stream.problems()));
    }

    private static String of(StreamPlan stream, Function<ResolvedStream, String> field) {
        return stream.resolved().map(field).orElse(null);
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
