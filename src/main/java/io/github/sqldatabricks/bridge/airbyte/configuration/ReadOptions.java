package io.github.sqldatabricks.bridge.airbyte.configuration;

import io.github.sqldatabricks.bridge.airbyte.configuration.ReadOptions.Replication;
import io.github.sqldatabricks.bridge.airbyte.configuration.ReadOptions.RowFilter.Operator;
import io.github.sqldatabricks.bridge.airbyte.configuration.TableSelection.TableReference;
import io.github.sqldatabricks.bridge.model.QuotedInput;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

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

    /**
     * A condition on the rows of a table. Values are text here; what they mean is known when the column's type is.
     *
     * @param table every selected table of that name
     * @param values one; at least one for {@link Operator#IN}; none for the two about null
     */
    public record RowFilter(TableReference table, String column, Operator operator, List<String> values) {

        private static final int MOST_VALUES = 1000;

        public RowFilter {
            values = List.copyOf(values);
        }

        /** How the column is compared. */
        public enum Operator {
            EQUAL,
            NOT_EQUAL,
            LESS,
            AT_MOST,
            GREATER,
            AT_LEAST,
            IN,
            IS_NULL,
            IS_NOT_NULL;

            /** Whether there is nothing to compare with. */
            public boolean takesNothing() {
                return this == IS_NULL || this == IS_NOT_NULL;
            }

            /** As a configuration spells it. */
            public String wire() {
                return name().toLowerCase(Locale.ROOT);
            }
        }

        /** Reads the fields of one row filter. */
        static RowFilter read(ConfigurationFields fields) {
            String table = fields.requiredText("table");
            TableReference name = table.isEmpty()
                    ? new TableReference(Optional.empty(), table)
                    : TableSelection.table(fields, "table", table);
            Operator operator = operator(fields);
            RowFilter filter = new RowFilter(name, fields.requiredText("column"), operator, values(fields, operator));
            fields.refuseOthers();
            return filter;
        }

        private static Operator operator(ConfigurationFields fields) {
            String text = fields.requiredText("operator");
            for (Operator operator : Operator.values()) {
                if (operator.wire().equals(text)) {
                    return operator;
                }
            }
            if (!text.isEmpty()) {
                fields.problem("operator", "expected one of " + operators() + ", but got " + QuotedInput.of(text));
            }
            return Operator.EQUAL;
        }

        private static String operators() {
            return Arrays.stream(Operator.values()).map(Operator::wire).collect(Collectors.joining(", "));
        }

        private static List<String> values(ConfigurationFields fields, Operator operator) {
            Optional<String> value = fields.exactText("value");
            List<String> values = fields.texts("values");
            boolean several = operator == Operator.IN;
            require(fields, "value", !operator.takesNothing() && !several, value.isPresent(), operator);
            require(fields, "values", several, fields.has("values"), operator);
            if (values.size() > MOST_VALUES) {
                fields.problem("values", "expected at most " + MOST_VALUES + ", but got " + values.size());
            }
            return value.map(List::of).orElse(values);
        }

        private static void require(
                ConfigurationFields fields, String name, boolean wanted, boolean given, Operator operator) {
            if (wanted && !given) {
                fields.problem(name, "is missing, which " + operator.wire() + " needs");
            } else if (!wanted && given) {
                fields.problem(name, "has no meaning for " + operator.wire() + "; leave it out");
            }
        }
    }
}
