package io.github.sqldatabricks.bridge.cli.sync;

import com.fasterxml.jackson.databind.JsonNode;

/** What an event would do, as text for people. */
final class DryRunText {

    private DryRunText() {}

    static String of(JsonNode run) {
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
                        .append(side(row.path("before")))
                        .append("  ->  ")
                        .append(side(row.path("after"))));
        return text.toString();
    }

    private static String side(JsonNode row) {
        return row.isEmpty() ? "(none)" : row.toString();
    }
}
