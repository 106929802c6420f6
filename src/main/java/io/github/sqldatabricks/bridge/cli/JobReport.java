package io.github.sqldatabricks.bridge.cli;

import io.github.sqldatabricks.bridge.job.Job;
import io.github.sqldatabricks.bridge.job.QueryLoad;
import io.github.sqldatabricks.bridge.job.QueryLoad.LoadState;
import io.github.sqldatabricks.bridge.job.QueryProgress;
import io.github.sqldatabricks.bridge.job.QueryProgress.QueryState;
import io.github.sqldatabricks.bridge.model.TextTable;
import io.github.sqldatabricks.bridge.model.VolumePath;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A job that has ended, as text. */
final class JobReport {

    private static final double MILLIS_PER_SECOND = 1000;

    private JobReport() {}

    /** A table of the queries, then what failed and why. */
    static String of(Job job) {
        TextTable table = new TextTable("query", "status", "rows", "bytes", "seconds", "files");
        job.queries().forEach(query -> addRow(table, query));
        StringBuilder text = new StringBuilder(table.render());
        job.queries().forEach(query -> addDetail(text, query));
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
        return OutputOptions.fields(
                "query_name", query.name().value(),
                "status", query.state().status().text(),
                "rows_extracted", query.progress().rows(),
                "bytes_written", query.progress().bytes(),
                "attempts", query.progress().attempts(),
                "duration_seconds", seconds(query.progress().elapsed()),
                "files_created", files(query),
                "error", error(query),
                "error_code", errorCode(query),
                "load", query.load().map(load -> wire(job, query, load)).orElse(null));
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

    private static void addRow(TextTable table, QueryProgress query) {
        table.row(
                query.name().value(),
                query.state().status().text(),
                Figures.count(query.progress().rows()),
                Figures.bytes(query.progress().bytes()),
                Figures.seconds(seconds(query.progress().elapsed())),
                Integer.toString(files(query).size()));
    }

    private static List<String> files(QueryProgress query) {
        return query.outcome().orElse(null) instanceof QueryState.Completed completed
                ? completed.files().stream().map(VolumePath::value).toList()
                : List.of();
    }

    private static void addDetail(StringBuilder text, QueryProgress query) {
        QueryState.Outcome outcome = query.outcome().orElse(null);
        if (outcome instanceof QueryState.Failed failed) {
            addLine(text, query, failed.message() + " [" + failed.code() + "]");
        } else if (outcome instanceof QueryState.Skipped skipped) {
            addLine(text, query, skipped.reason());
        } else if (outcome instanceof QueryState.Completed completed) {
            query.load()
                    .ifPresent(load -> addLine(text, query, "loaded into " + load.target() + " (" + load.mode() + ")"));
            completed
                    .truncatedValues()
                    .forEach((column, values) -> addLine(
                            text, query, Figures.count(values) + " values of " + column + " were cut to microseconds"));
        }
    }

    private static void addLine(StringBuilder text, QueryProgress query, String detail) {
        text.append(System.lineSeparator()).append(query.name()).append(": ").append(detail);
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / MILLIS_PER_SECOND;
    }
}
