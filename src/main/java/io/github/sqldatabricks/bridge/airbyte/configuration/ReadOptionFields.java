package io.github.sqldatabricks.bridge.airbyte.configuration;

import io.github.sqldatabricks.bridge.airbyte.configuration.ReadOptions.Replication;
import io.github.sqldatabricks.bridge.model.QuotedInput;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The fields that say how streams are read. */
final class ReadOptionFields {

    private static final Duration LONGEST_LOOKBACK = Duration.ofDays(3650);
    private static final Duration LONGEST_TOLERANCE = Duration.ofDays(36_500);
    private static final Pattern DAYS = Pattern.compile("\\d{1,5}");

    private ReadOptionFields() {}

    static ReadOptions read(Fields fields) {
        return new ReadOptions(
                fields.text("cursor_field").map(ReadOptionFields::names).orElse(List.of()),
                fields.integer("batch_size", 1000, 100_000, 10_000),
                Duration.ofSeconds(fields.integer("checkpoint_seconds", 1, 3600, 60)),
                fields.objects("row_filters").stream()
                        .map(RowFilterFields::read)
                        .toList(),
                fields.integer("parallelism", 1, 16, 2),
                duration(fields, "lookback_window", LONGEST_LOOKBACK).orElse(Duration.ZERO),
                duration(fields, "cursor_future_tolerance", LONGEST_TOLERANCE),
                fields.object("replication").map(ReadOptionFields::replication).orElse(Replication.CURSOR));
    }

    /** No name of a column can have a comma or a blank, unless its table has column mapping; such a one can't be proposed. */
    private static List<String> names(String text) {
        return Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
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

    private static Optional<Duration> duration(Fields fields, String name, Duration most) {
        return fields.text(name).flatMap(text -> duration(fields, name, text, most));
    }

    private static Optional<Duration> duration(Fields fields, String name, String text, Duration most) {
        try {
            Duration duration =
                    DAYS.matcher(text).matches() ? Duration.ofDays(Integer.parseInt(text)) : Duration.parse(text);
            if (!duration.isNegative() && duration.compareTo(most) <= 0) {
                return Optional.of(duration);
            }
        } catch (DateTimeParseException e) {
            // The same answer as for one that is too long.
        }
        fields.problem(
                name,
                "expected a number of days like '3' or an ISO 8601 duration like 'PT6H', at most " + most.toDays()
                        + " days, but got " + QuotedInput.of(text));
        return Optional.empty();
    }
}
