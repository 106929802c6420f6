package io.github.sqldatabricks.bridge.load;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What the rows of a load do to those that the table has. Each mode is idempotent: the same load twice is the load once. */
public sealed interface LoadMode {

    /** The system column of a table that is appended to: the load that brought the row. */
    String LOAD_ID = "_bridge_load_id";

    /** The system column of a table that is merged into: the number of the load that wrote the row last, in 16 digits. */
    String SEQUENCE = "_bridge_seq";

    /** The name of this mode in requests, such as {@code replace-where}. */
    String text();

    /** The system column that the table needs; empty for none. */
    default Optional<String> systemColumn() {
        return Optional.empty();
    }

    /** The columns of the source that must be there. */
    default List<String> neededColumns() {
        return List.of();
    }

    /** The table holds these rows and no others. Its constraints, comments, properties and grants stay. */
    record Replace() implements LoadMode {
        @Override
        public String text() {
            return "replace";
        }
    }

    /** The rows come beside those that are there. */
    record Append() implements LoadMode {
        @Override
        public String text() {
            return "append";
        }

        @Override
        public Optional<String> systemColumn() {
            return Optional.of(LOAD_ID);
        }
    }

    /**
     * A row replaces the one with the same key, or comes new; null is a key like any other.
     *
     * @param keys the columns of the key, at least one
     * @param newestBy of several rows with one key the one with the largest value here wins, a null loses; empty: two rows with one key
     *     fail the load
     * @param keepsNewer whether a row of the table stays that has a larger value there
     */
    record Merge(List<String> keys, Optional<String> newestBy, boolean keepsNewer) implements LoadMode {

        /** Rows that come are newer than those that are there. */
        public Merge(List<String> keys, Optional<String> newestBy) {
            this(keys, newestBy, false);
        }

        /** @throws BridgeException.InvalidRequest when no key is named, or one twice */
        public Merge {
            keys = List.copyOf(keys);
            Set<String> distinct = new HashSet<>();
            if (keys.isEmpty()
                    || !keys.stream().allMatch(key -> !key.isBlank() && distinct.add(key.toLowerCase(Locale.ROOT)))) {
                throw new BridgeException.InvalidRequest(
                        ErrorCode.INVALID_LOAD,
                        "Expected the columns of the key for mode merge, each once, but got " + keys
                                + ". Name them as keys, or use mode replace or append.");
            }
        }

        @Override
        public String text() {
            return "merge";
        }

        @Override
        public Optional<String> systemColumn() {
            return Optional.of(SEQUENCE);
        }

        @Override
        public List<String> neededColumns() {
            return Stream.concat(keys.stream(), newestBy.stream()).toList();
        }
    }

    /**
     * The table holds these rows and no others where the slices are; all else stays. A row outside of them fails the load.
     *
     * @param keys of which two rows may not have the same, which fails the load; empty when rows have none
     */
    record ReplaceWhere(Slices slices, List<String> keys) implements LoadMode {

        public ReplaceWhere {
            keys = List.copyOf(keys);
        }

        /** Rows of which nobody says what tells them apart. */
        public ReplaceWhere(Slices slices) {
            this(slices, List.of());
        }

        @Override
        public String text() {
            return "replace-where";
        }

        @Override
        public List<String> neededColumns() {
            return Stream.concat(Stream.of(slices.column()), keys.stream()).toList();
        }
    }

    /** A part of a table, by the values of one column. Values are texts, as JSON or a date is written; the column's type reads them. */
    sealed interface Slices {
        String column();

        /**
         * @param from the first value
         * @param to the first one behind, larger than the first
         */
        record Period(String column, String from, String to) implements Slices {}

        /** @param values one to 5,000; an empty one is NULL */
        record Values(String column, List<Optional<String>> values) implements Slices {

            /** The most values: a statement's text must stay far below the 16 MiB that the API takes. */
            public static final int MOST = 5_000;

            /** @throws BridgeException.InvalidRequest when there are none or too many */
            public Values {
                values = List.copyOf(values);
                if (values.isEmpty() || values.size() > MOST) {
                    throw new BridgeException.InvalidRequest(
                            ErrorCode.INVALID_LOAD,
                            "Expected 1 to " + MOST + " slices of " + column + ", but got " + values.size()
                                    + ". Load them in several requests, or use a period or mode replace.");
                }
            }
        }
    }
}
