package io.github.sqldatabricks.bridge.airbyte.state;

import io.github.sqldatabricks.bridge.airbyte.source.TableQuery.Condition;
import io.github.sqldatabricks.bridge.airbyte.source.TableQuery.Literal;
import io.github.sqldatabricks.bridge.airbyte.source.WorkspaceTables.TableDescription;
import io.github.sqldatabricks.bridge.airbyte.source.WorkspaceTables.TableDescription.TableColumn;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.DataType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** How far one stream was read. Everything before a state was written before it. */
public sealed interface StreamState {

    /**
     * A full refresh.
     *
     * @param refresh which one
     * @param snapshot the version of the Delta table that is read, when it is known
     * @param position how far, or empty at the beginning
     * @param complete whether all was read
     */
    record FullRefresh(RefreshId refresh, OptionalLong snapshot, Optional<Position> position, boolean complete)
            implements StreamState {}

    /**
     * A read by a cursor column.
     *
     * @param cursorField the column
     * @param nullRecords how many records without a cursor value were read; empty as long as they were not
     * @param upperBound the greatest cursor value when the sync began; empty when the sync is done
     * @param timeLimit the latest value that may move the cursor of time, as the sync that is not done found it; empty when the
     *     sync is done, and for cursors that are no time
     * @param position how far, or empty when no record with a cursor value was written; never behind {@code timeLimit}
     * @param ahead fingerprints of the records behind {@code timeLimit} that were written; those that are too many are left out,
     *     so that they are read again
     */
    record Cursor(
            String cursorField,
            OptionalLong nullRecords,
            Optional<String> upperBound,
            Optional<String> timeLimit,
            Optional<Position> position,
            List<String> ahead)
            implements StreamState {
        public Cursor {
            ahead = List.copyOf(ahead);
        }

        /** A stream of which nothing was read. */
        public static Cursor beginning(String cursorField) {
            return new Cursor(
                    cursorField, OptionalLong.empty(), Optional.empty(), Optional.empty(), Optional.empty(), List.of());
        }
    }

    /**
     * What another connector wrote of a read by a cursor column: every record up to a value was written.
     *
     * @param value as that connector spelled it
     */
    record Foreign(String cursorField, String value) implements StreamState {}

    /**
     * The first part of a read of the change data feed: the rows at one version.
     *
     * @param version the table's version that is read
     * @param takenAt when it was found, as an instant in UTC
     * @param position how far, or empty at the beginning
     */
    record FeedSnapshot(long version, String takenAt, Optional<Position> position) implements StreamState {}

    /**
     * The second part of a read of the change data feed: the changes since.
     *
     * @param position how far, in the column {@code _commit_version}
     */
    record FeedChanges(Position position) implements StreamState {}

    /**
     * Which refresh of a stream; the platform counts.
     *
     * @param generation grows whenever the destination's rows are to be replaced
     * @param sync is the same in all attempts of one job
     */
    record RefreshId(OptionalLong generation, OptionalLong sync) {}

    /**
     * A place in ordered rows: all records before it were written, and of those at it the ones whose fingerprints it holds.
     *
     * @param values one for each column of the order
     * @param written fingerprints of the records at the position that were written; empty when they are too many to keep, so that
     *     all records at the position have to be read again
     */
    record Position(List<Value> values, Optional<List<String>> written) {

        public Position {
            values = List.copyOf(values);
            written = written.map(List::copyOf);
        }

        /**
         * The value of one column.
         *
         * @param text as {@link Literal#text()}
         */
        public record Value(String column, PositionType type, String text) {

            /** The value of a column that has a {@link PositionType}. */
            public static Value of(TableColumn column, String text) {
                return new Value(column.name(), PositionType.of(column.type()).orElseThrow(), text);
            }

            /** The value to compare a column with. */
            public Literal literal(TableColumn column) {
                return new Literal((ColumnType) column.type(), text);
            }
        }

        /** Whether it is a place in that order: the same columns, of types that still understand its values. */
        public boolean fits(List<TableColumn> order) {
            if (order.size() != values.size()) {
                return false;
            }
            for (int i = 0; i < order.size(); i++) {
                Value value = values.get(i);
                boolean understood = PositionType.of(order.get(i).type())
                        .map(type -> type.understands(value.type()))
                        .orElse(false);
                if (!understood || !order.get(i).name().equalsIgnoreCase(value.column())) {
                    return false;
                }
            }
            return true;
        }

        /** The rows at the position and after it. */
        public Condition.From from(List<TableColumn> order) {
            List<Literal> literals = new ArrayList<>();
            for (int i = 0; i < order.size(); i++) {
                literals.add(values.get(i).literal(order.get(i)));
            }
            return new Condition.From(order.stream().map(TableColumn::name).toList(), literals);
        }

        /** The columns of its primary key; empty when it has none, or one of another type or with nulls, so that it can't be resumed. */
        public static List<TableColumn> keyOrder(TableDescription table) {
            List<TableColumn> key = table.primaryKey().stream()
                    .map(table::column)
                    .flatMap(Optional::stream)
                    .filter(column -> !column.nullable())
                    .filter(column -> PositionType.of(column.type()).isPresent())
                    .toList();
            return key.size() == table.primaryKey().size() ? key : List.of();
        }

        /**
         * The types whose values have one exact text and one order, so that a read can go on from one of them. Floating-point numbers
         * have neither (NaN, -0.0), and neither have nested values.
         */
        public enum PositionType {
            INTEGER("42"),
            DECIMAL("42.50"),
            DATE("2026-01-31"),
            TIMESTAMP("2026-01-31T12:00:00Z"),
            TIMESTAMP_NTZ("2026-01-31T12:00:00"),
            STRING("any text");

            private final String example;

            PositionType(String example) {
                this.example = example;
            }

            /** A value, for messages. */
            public String example() {
                return example;
            }

            /** The kind of a column's values; empty when a read can't go on from one of them. */
            public static Optional<PositionType> of(DataType type) {
                return type instanceof ColumnType flat ? of(flat) : Optional.empty();
            }

            private static Optional<PositionType> of(ColumnType type) {
                return switch (type.kind()) {
                    case INT16, INT32, INT64 -> Optional.of(INTEGER);
                    case DECIMAL -> Optional.of(DECIMAL);
                    case DATE -> Optional.of(DATE);
                    case INSTANT -> Optional.of(TIMESTAMP);
                    case LOCAL_TIMESTAMP -> Optional.of(TIMESTAMP_NTZ);
                    case TEXT -> Optional.of(STRING);
                    case BOOL, FLOAT32, FLOAT64, BYTES -> Optional.empty();
                };
            }

            /** Whether a value that was written when the column had type {@code earlier} still means the same. */
            public boolean understands(PositionType earlier) {
                return this == earlier || (this == DECIMAL && earlier == INTEGER);
            }

            /** Whether time can be taken from its values. */
            public boolean isTemporal() {
                return this == DATE || this == TIMESTAMP || this == TIMESTAMP_NTZ;
            }

            /** Whether the text is a value of this type. */
            public boolean accepts(String text) {
                try {
                    return switch (this) {
                        case INTEGER -> !new BigInteger(text).toString().isEmpty();
                        case DECIMAL -> !new BigDecimal(text).toString().isEmpty();
                        case DATE -> LocalDate.parse(text) != null;
                        case TIMESTAMP -> OffsetDateTime.parse(text) != null;
                        case TIMESTAMP_NTZ -> LocalDateTime.parse(text) != null;
                        case STRING -> true;
                    };
                } catch (NumberFormatException | DateTimeException e) {
                    return false;
                }
            }

            /** As a state spells it. */
            public String wire() {
                return name().toLowerCase(Locale.ROOT);
            }
        }
    }
}
