package io.github.sqldatabricks.bridge.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sqldatabricks.bridge.job.Job;
import io.github.sqldatabricks.bridge.job.QueryLoad;
import io.github.sqldatabricks.bridge.job.QueryLoad.LoadState;
import io.github.sqldatabricks.bridge.job.QueryProgress;
import io.github.sqldatabricks.bridge.job.QueryProgress.QueryState;
import io.github.sqldatabricks.bridge.job.QueryProgress.QueryState.QueryStatus;
import io.github.sqldatabricks.bridge.model.TextTable;
import io.github.sqldatabricks.bridge.model.VolumePath;
import java.util.List;
import java.util.Map;

/** A job that has ended, as text. */
final class JobReport {

    private static final double MILLIS_PER_SECOND = 1000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private JobReport() {}

    /** A table of the queries, then what failed and why. */
    static String of(Job job) {
        return of(JSON.<JsonNode>valueToTree(wire(job)));
    }

    /** The same of a job as {@code GET /jobs/{id}} has it. */
    static String of(JsonNode job) {
        TextTable table = new TextTable("query", "status", "rows", "bytes", "seconds", "files");
        job.path("results").forEach(query -> addRow(table, query));
        StringBuilder text = new StringBuilder(table.render());
        job.path("results").forEach(query -> addDetail(text, query));
        return text.toString();
    }

    /** The same for programs; names as in the REST API. */
    static Map<String, Object> wire(Job job) {
        return OutputOptions.fields(
                "job_id", job.id().value(),
                "status", job.state().status().text(),
                "results", job.queries().stream().map(query -> wire(job, query)).toList());
    }

    private static Map<String, Object> wire(Job job, QueryProgress query) {
        Map<String, Object> fields = OutputOptions.fields(
                "query_name", query.name().value(),
                "status", query.state().status().text(),
                "rows_extracted", query.progress().rows(),
                "bytes_written", query.progress().bytes(),
                "attempts", query.progress().attempts(),
                "duration_seconds", query.progress().elapsed().toMillis() / MILLIS_PER_SECOND,
                "files_created", files(query),
                "error", error(query),
                "error_code", errorCode(query),
                "load", query.load().map(load -> wire(job, query, load)).orElse(null));
        QueryState.Outcome outcome = query.outcome().orElse(null);
        if (outcome instanceof QueryState.Skipped skipped) {
            fields.put("message", skipped.reason());
        } else if (outcome instanceof QueryState.Completed completed
                && !completed.truncatedValues().isEmpty()) {
            fields.put("truncated_values", completed.truncatedValues());
        }
        return fields;
    }

    private static Map<String, Object> wire(Job job, QueryProgress query, QueryLoad load) {
        return OutputOptions.fields(
                "id", load.id(job, query.name()).text(),
                "target", load.target().toString(),
                "mode", load.mode(),
                "state", LoadState.of(query.state()).text());
    }

    private static String error(QueryProgress query) {
        return query.outcome().orElse(null) instanceof QueryState.Failed failed ? failed.message() : null;
    }

    private static String errorCode(QueryProgress query) {
        return query.outcome().orElse(null) instanceof QueryState.Failed failed ? failed.code() : null;
    }

    private static void addRow(TextTable table, JsonNode query) {
        table.row(
                text(query, "query_name"),
                text(query, "status"),
                Figures.count(query.path("rows_extracted").asLong()),
                Figures.bytes(query.path("bytes_written").asLong()),
                Figures.seconds(query.path("duration_seconds").asDouble()),
                Integer.toString(query.path("files_created").size()));
    }

    private static List<String> files(QueryProgress query) {
        return query.outcome().orElse(null) instanceof QueryState.Completed completed
                ? completed.files().stream().map(VolumePath::value).toList()
                : List.of();
    }

    private static void addDetail(StringBuilder text, JsonNode query) {
        if (query.hasNonNull("error")) {
            addLine(text, query, text(query, "error") + " [" + text(query, "error_code") + "]");
        } else if (query.hasNonNull("message")) {
            addLine(text, query, text(query, "message"));
        } else if (text(query, "status").equals(QueryStatus.COMPLETED.text())) {
            addLoad(text, query);
        }
    }

    private static void addLoad(StringBuilder text, JsonNode query) {
        JsonNode load = query.path("load");
        if (load.isObject()) {
            addLine(text, query, "loaded into " + text(load, "target") + " (" + text(load, "mode") + ")");
        }
        query.path("truncated_values")
                .properties()
                .forEach(column -> addLine(
                        text,
                        query,
                        Figures.count(column.getValue().asLong()) + " values of " + column.getKey()
                                + " were cut to microseconds"));
    }

    private static void addLine(StringBuilder text, JsonNode query, String detail) {
        text.append(System.lineSeparator())
                .append(text(query, "query_name"))
                .append(": ")
                .append(detail);
    }

    /** Without characters that would do something to a terminal. */
    private static String text(JsonNode of, String field) {
        return OutputOptions.printableLines(of.path(field).asText("-"));
    }
}
