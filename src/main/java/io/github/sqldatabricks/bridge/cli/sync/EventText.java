package io.github.sqldatabricks.bridge.cli.sync;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sqldatabricks.bridge.model.TextTable;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;

/** Events as text for people. */
final class EventText {

    private static final List<String> DETAILS = List.of(
            "event_id",
            "operation",
            "source_table",
            "target_table",
            "status",
            "rows_expected",
            "rows_affected",
            "discrepancy",
            "retry_count",
            "next_attempt_at",
            "warning",
            "error_code",
            "error_message",
            "created_at",
            "processed_at");

    private EventText() {}

    static String id(JsonNode event) {
        return event.path("event_id").asText();
    }

    /** The event's URL below the service's. */
    static String path(String id) {
        return "sync/events/" + URLEncoder.encode(id, StandardCharsets.UTF_8);
    }

    /** 0 when the event was, or would be, applied. */
    static int exitCode(JsonNode event) {
        return event.path("status").asText().equals("completed")
                ? CommandLine.ExitCode.OK
                : CommandLine.ExitCode.SOFTWARE;
    }

    /** One line for each field that has a value. */
    static String details(JsonNode event) {
        TextTable table = new TextTable("field", "value");
        DETAILS.stream()
                .filter(field -> event.hasNonNull(field))
                .forEach(field -> table.row(field, event.path(field).asText()));
        return table.render();
    }

    /** One line for each event. */
    static String table(JsonNode events) {
        TextTable table = new TextTable("event", "operation", "target", "status", "rows", "created", "message");
        events.forEach(event -> table.row(
                id(event),
                event.path("operation").asText(),
                event.path("target_table").asText(),
                event.path("status").asText(),
                event.hasNonNull("rows_affected") ? event.path("rows_affected").asText() : "-",
                event.path("created_at").asText(),
                message(event)));
        return table.render();
    }

    /** What a person should read first. */
    static String message(JsonNode event) {
        return event.hasNonNull("error_message")
                ? event.path("error_message").asText()
                : event.hasNonNull("warning") ? event.path("warning").asText() : "";
    }

    static String dryRun(JsonNode run) {
        JsonNode changes = run.path("changes");
        StringBuilder text = new StringBuilder("Would be " + run.path("status").asText() + ": "
                + changes.path("inserted").asLong() + " inserted, "
                + changes.path("updated").asLong() + " updated, "
                + changes.path("deleted").asLong() + " deleted. Nothing was changed.");
        String message = EventText.message(run);
        if (!message.isEmpty()) {
            text.append(System.lineSeparator()).append(message);
        }
        run.path("sample")
                .forEach(row -> text.append(System.lineSeparator())
                        .append("  ")
                        .append(dryRunSide(row.path("before")))
                        .append("  ->  ")
                        .append(dryRunSide(row.path("after"))));
        return text.toString();
    }

    private static String dryRunSide(JsonNode row) {
        return row.isEmpty() ? "(none)" : row.toString();
    }
}
