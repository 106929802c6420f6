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

/**
 * How streams are read.
 *
 * @param cursorFields the first one that a table has is proposed as its stream's cursor; the configured catalog decides
 * @param checkpointRecords a STATE comes after about so many records of a stream, 1,000 to 100,000
 * @param checkpointInterval a STATE comes after about so long, when there are records
 * @param rowFilters only rows that satisfy all filters of their table are read
 * @param parallelism streams that are read at once, 1 to 16
 * @param lookback how far before the last cursor value an incremental read begins, for rows that come late; for dates and
 *     timestamps only; may be zero
 * @param futureTolerance how far behind the server's time a cursor value of time may be and still move the cursor; empty for what
 *     fits the cursor's type
 */
public record ReadOptions(
        List<String> cursorFields,
        int checkpointRecords,
        Duration checkpointInterval,
        List<RowFilter> rowFilters,
        int parallelism,
        Duration lookback,
        Optional<Duration> futureTolerance,
        Replication replication) {

    private static final Duration LONGEST_LOOKBACK = Duration.ofDays(3650);
    private static final Duration LONGEST_TOLERANCE = Duration.ofDays(36_500);
    private static final Pattern DAYS = Pattern.compile("\\d{1,5}");

    public ReadOptions {
        cursorFields = List.copyOf(cursorFields);
        rowFilters = List.copyOf(rowFilters);
    }

    /** How an incremental stream finds what is new. */
    public enum Replication {
        /** By a column whose values grow. */
        CURSOR,
        /** By the change data feed of Delta, for tables that have it switched on; the others by cursor. */
        CHANGE_DATA_FEED
    }

    /** Reads the fields that say how streams are read. */
    static ReadOptions read(ConfigurationFields fields) {
        return new ReadOptions(
                fields.text("cursor_field").map(ReadOptions::names).orElse(List.of()),
                fields.integer("batch_size", 1000, 100_000, 10_000),
                Duration.ofSeconds(fields.integer("checkpoint_seconds", 1, 3600, 60)),
                fields.objects("row_filters").stream().map(RowFilter::read).toList(),
                fields.integer("parallelism", 1, 16, 2),
                duration(fields, "lookback_window", LONGEST_LOOKBACK).orElse(Duration.ZERO),
                duration(fields, "cursor_future_tolerance", LONGEST_TOLERANCE),
                fields.object("replication").map(ReadOptions::replication).orElse(Replication.CURSOR));
    }

    /** No name of a column can have a comma or a blank, unless its table has column mapping; such a one can't be proposed. */
    private static List<String> names(String text) {
        return Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
    }

    private static Replication replication(ConfigurationFields fields) {
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

    private static Optional<Duration> duration(ConfigurationFields fields, String name, Duration most) {
        return fields.text(name).flatMap(text -> duration(fields, name, text, most));
    }

    private static Optional<Duration> duration(ConfigurationFields fields, String name, String text, Duration most) {
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
