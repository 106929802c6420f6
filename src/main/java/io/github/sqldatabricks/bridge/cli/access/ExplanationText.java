package io.github.sqldatabricks.bridge.cli.access;

import io.github.sqldatabricks.bridge.access.Explanation;
import io.github.sqldatabricks.bridge.access.WriteLimits;
import io.github.sqldatabricks.bridge.cli.OutputOptions;
import io.github.sqldatabricks.bridge.model.TextTable;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** An explanation for people and for programs. */
final class ExplanationText {

    private ExplanationText() {}

    static String of(Explanation explanation) {
        String access = word(explanation.needed());
        StringBuilder text = new StringBuilder()
                .append(access)
                .append(' ')
                .append(explanation.table())
                .append(" by '")
                .append(explanation.user())
                .append("' (")
                .append(explanation.credential())
                .append("): ")
                .append(explanation.allowed() ? "allowed" : "not allowed")
                .append(", ")
                .append(explanation.reason())
                .append(".\n");
        if (explanation.allowed() && access.equals("write")) {
            text.append(limitsText(explanation.limits())).append('\n');
        }
        if (!explanation.entries().isEmpty()) {
            text.append(entries(explanation).render());
        }
        return text.toString();
    }

    private static String limitsText(WriteLimits limits) {
        return limits.equals(WriteLimits.NONE)
                ? "No limits."
                : limits(limits).entrySet().stream()
                        .map(limit -> limit.getKey() + " " + limit.getValue())
                        .collect(Collectors.joining(", ", "Limits of one event, the strictest of all entries: ", "."));
    }

    private static TextTable entries(Explanation explanation) {
        TextTable table = new TextTable("entry", "table", "access", "applies", "why");
        explanation
                .entries()
                .forEach(entry -> table.row(
                        String.valueOf(entry.number()),
                        entry.table(),
                        word(entry.access()),
                        entry.applies() ? "yes" : "no",
                        entry.reason()));
        return table;
    }

    static Map<String, Object> wire(Explanation explanation) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("user", explanation.user());
        fields.put("credential", explanation.credential());
        fields.put("table", explanation.table());
        fields.put("access", word(explanation.needed()));
        fields.put("allowed", explanation.allowed());
        fields.put("reason", explanation.reason());
        fields.put("limits", limits(explanation.limits()));
        fields.put(
                "entries",
                explanation.entries().stream().map(ExplanationText::wire).toList());
        return fields;
    }

    private static Map<String, Object> wire(Explanation.Entry entry) {
        return OutputOptions.fields(
                "entry", entry.number(),
                "table", entry.table(),
                "access", word(entry.access()),
                "applies", entry.applies(),
                "why", entry.reason());
    }

    private static Map<String, Object> limits(WriteLimits limits) {
        Map<String, Object> found = new LinkedHashMap<>();
        limits.maxDeleteRows().ifPresent(rows -> found.put("max_delete_rows", rows));
        limits.maxChangedRows().ifPresent(rows -> found.put("max_changed_rows", rows));
        limits.maxChangedPercent().ifPresent(percent -> found.put("max_changed_percent", percent));
        return found;
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
