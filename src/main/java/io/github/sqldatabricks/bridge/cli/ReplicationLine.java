package io.github.sqldatabricks.bridge.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sqldatabricks.bridge.model.TextTable;
import io.github.sqldatabricks.bridge.replication.config.Replication;
import io.github.sqldatabricks.bridge.replication.config.ReplicationLibrary.ReplicationFile;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A replication in a list. Fields of a file that was never good are empty. */
record ReplicationLine(
        Optional<String> name,
        String file,
        Optional<String> description,
        Optional<String> country,
        Optional<String> target,
        Optional<String> schedule,
        Optional<String> nextRun,
        Optional<String> problem) {

    static ReplicationLine of(ReplicationFile file) {
        Optional<Replication> replication = file.replication();
        return new ReplicationLine(
                replication.map(Replication::name),
                file.file().getFileName().toString(),
                replication.map(Replication::description),
                replication.map(known -> known.country().code()),
                replication.map(
                        known -> known.target().catalog() + "." + known.target().schema()),
                replication.flatMap(Replication::schedule).map(schedule -> schedule.cron() + " " + schedule.zone()),
                replication
                        .flatMap(Replication::schedule)
                        .flatMap(schedule -> schedule.next(Instant.now()))
                        .map(Instant::toString),
                file.problem());
    }

    /** As {@code GET /replications} has it. */
    static ReplicationLine of(JsonNode view) {
        JsonNode schedule = view.path("schedule");
        return new ReplicationLine(
                text(view, "name"),
                OutputOptions.printable(view.path("file").asText()),
                text(view, "description"),
                text(view, "country"),
                text(view, "target"),
                text(schedule, "cron")
                        .map(cron -> cron + " "
                                + OutputOptions.printable(schedule.path("zone").asText())),
                text(schedule, "next_run"),
                text(view, "problem"));
    }

    private static Optional<String> text(JsonNode of, String field) {
        return Optional.ofNullable(of.path(field).textValue()).map(OutputOptions::printable);
    }

    static String table(List<ReplicationLine> lines) {
        TextTable table = new TextTable("replication", "source", "target", "schedule", "next run", "description");
        lines.forEach(line -> table.row(
                line.name.orElse(line.file),
                line.country.orElse("-"),
                line.target.orElse("-"),
                line.schedule.orElse("-"),
                line.nextRun.orElse("-"),
                line.problem.map(problem -> "BROKEN: " + problem).orElse(line.description.orElse(""))));
        return table.render();
    }

    /** For programs; names as in the REST API. */
    Map<String, Object> wire() {
        return OutputOptions.fields(
                "name", name.orElse(null),
                "file", file,
                "description", description.orElse(null),
                "country", country.orElse(null),
                "next_run", nextRun.orElse(null),
                "problem", problem.orElse(null));
    }
}
