package io.github.sqldatabricks.bridge.airbyte.configuration;

import io.github.sqldatabricks.bridge.airbyte.configuration.ReadOptions.Replication;
import io.github.sqldatabricks.bridge.model.QuotedInput;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Pattern;

/** The fields that say how streams are read. */
final class ReadOptionFields {

    private static final Duration LONGEST_LOOKBACK = Duration.ofDays(3650);
    private static final Pattern DAYS = Pattern.compile("\\d{1,4}");

    private ReadOptionFields() {}

    static ReadOptions read(Fields fields) {
        return new ReadOptions(
                fields.text("cursor_field"),
                fields.integer("batch_size", 1000, 100_000, 10_000),
                Duration.ofSeconds(fields.integer("checkpoint_seconds", 1, 3600, 60)),
                fields.objects("row_filters").stream()
                        .map(RowFilterFields::read)
                        .toList(),
                fields.integer("parallelism", 1, 16, 2),
                fields.text("lookback_window")
                        .map(text -> lookback(fields, text))
                        .orElse(Duration.ZERO),
                fields.object("replication").map(ReadOptionFields::replication).orElse(Replication.CURSOR));
    }

    private static Replication replication(Fields fields) {
        String method = fields.requiredText("method");
        fields.refuseOthers();
        for (Replication replication : Replication.values()) {
            if (replication.name().toLowerCase(Locale.ROOT).equals(method)) {
                return replication;
            }
        }
        if (!method.isEmpty()) {
            fields.problem("method", "expected cursor or change_data_feed, but got " + QuotedInput.of(method));
        }
        return Replication.CURSOR;
    }

    private static Duration lookback(Fields fields, String text) {
        try {
            Duration window =
                    DAYS.matcher(text).matches() ? Duration.ofDays(Integer.parseInt(text)) : Duration.parse(text);
            if (!window.isNegative() && window.compareTo(LONGEST_LOOKBACK) <= 0) {
                return window;
            }
        } catch (DateTimeParseException e) {
            // The same answer as for a window that is too long.
        }
        fields.problem(
                "lookback_window",
                "expected a number of days like '3' or an ISO 8601 duration like 'PT6H', at most 3650 days, but got "
                        + QuotedInput.of(text));
        return Duration.ZERO;
    }
}
