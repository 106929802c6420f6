package io.github.sqldatabricks.bridge.airbyte.source;

import io.github.sqldatabricks.bridge.airbyte.source.WorkspaceTables.TableDescription;
import io.github.sqldatabricks.bridge.airbyte.source.WorkspaceTables.TableDescription.TableColumn;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.ColumnVector;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalLong;

/** What to read of one table. */
public sealed interface TableQuery {

    /** The table, as it was described just before. */
    TableDescription table();

    /** The columns to read, in this order; at least one. */
    List<TableColumn> columns();

    /**
     * The table's rows.
     *
     * @param conditions all of them must hold
     * @param orderedBy columns, ascending, nulls first; empty for any order
     * @param version the version of a Delta table, or empty for the newest
     */
    record Rows(
            TableDescription table,
            List<TableColumn> columns,
            List<Condition> conditions,
            List<String> orderedBy,
            OptionalLong version)
            implements TableQuery {
        public Rows {
            columns = List.copyOf(columns);
            conditions = List.copyOf(conditions);
            orderedBy = List.copyOf(orderedBy);
        }
    }

    /**
     * The changes of a table with a change data feed, ordered by version; after {@code columns} come {@code _change_type},
     * {@code _commit_version} and {@code _commit_timestamp}.
     *
     * @param conditions all of them must hold
     * @param fromVersion the first commit that counts
     * @param toVersion the last one, at least {@code fromVersion}
     * @see <a href="https://docs.databricks.com/aws/en/delta/delta-change-data-feed">Change data feed</a>
     */
    record Changes(
            TableDescription table,
            List<TableColumn> columns,
            List<Condition> conditions,
            long fromVersion,
            long toVersion)
            implements TableQuery {
        public Changes {
            columns = List.copyOf(columns);
            conditions = List.copyOf(conditions);
        }
    }

    /** What rows must satisfy; several conditions must all hold. */
    public sealed interface Condition {

        /** A column compared with one value; a null never matches. */
        record Comparison(String column, Operator operator, Literal value) implements Condition {}

        /** A column that equals one of at least one value. */
        record OneOf(String column, List<Literal> values) implements Condition {
            public OneOf {
                values = List.copyOf(values);
            }
        }

        /** A column that is null, or that is not. */
        record Null(String column, boolean isNull) implements Condition {}

        /**
         * Rows from a position on in the order of {@code columns}: equal in all of them, or greater in the first one that differs.
         * None of them is null. The position itself belongs to it, because keys are not enforced to be unique.
         */
        record From(List<String> columns, List<Literal> values) implements Condition {
            public From {
                columns = List.copyOf(columns);
                values = List.copyOf(values);
            }
        }

        /** How two values are compared. */
        enum Operator {
            EQUAL("="),
            NOT_EQUAL("<>"),
            LESS("<"),
            AT_MOST("<="),
            GREATER(">"),
            AT_LEAST(">=");

            private final String sql;

            Operator(String sql) {
                this.sql = sql;
            }

            /** As SQL spells it. */
            public String sql() {
                return sql;
            }
        }
    }

    /**
     * One exact value that rows are compared with; always bound as a parameter, never written into a statement.
     *
     * @param type what the value is
     * @param text the value without any loss: digits for numbers, {@code 2026-01-31} for a date,
     *     {@code 2026-01-31T12:00:00.000001} for a wall clock, the same with {@code Z} for an instant, Base64 for bytes,
     *     text as it is
     */
    public record Literal(ColumnType type, String text) {

        private static final long MICROS_PER_SECOND = 1_000_000;
        private static final int NANOS_PER_MICRO = 1000;
        private static final DateTimeFormatter WALL_CLOCK =
                DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS", Locale.ROOT);

        public Literal {
            Objects.requireNonNull(type, "type");
            Objects.requireNonNull(text, "text");
        }

        /** The value of a row, which is not null. */
        public static Literal of(ColumnType type, ColumnVector vector, int row) {
            return new Literal(type, text(type, vector, row));
        }

        private static String text(ColumnType type, ColumnVector vector, int row) {
            return switch (type.kind()) {
                case BOOL -> Boolean.toString(number(vector, row) != 0);
                case INT16, INT32, INT64 -> Long.toString(number(vector, row));
                case FLOAT32 -> Float.toString((float) ((ColumnVector.Doubles) vector).get(row));
                case FLOAT64 -> Double.toString(((ColumnVector.Doubles) vector).get(row));
                case DECIMAL -> decimal((ColumnType.Decimal) type, vector, row);
                case TEXT -> (String) ((ColumnVector.Objects) vector).get(row);
                case BYTES -> Base64.getEncoder().encodeToString((byte[]) ((ColumnVector.Objects) vector).get(row));
                case DATE -> LocalDate.ofEpochDay(number(vector, row)).toString();
                case LOCAL_TIMESTAMP -> wallClock(number(vector, row));
                case INSTANT -> wallClock(number(vector, row)) + "Z";
            };
        }

        private static long number(ColumnVector vector, int row) {
            return ((ColumnVector.Longs) vector).get(row);
        }

        private static String decimal(ColumnType.Decimal type, ColumnVector vector, int row) {
            BigInteger unscaled = type.fitsLong()
                    ? BigInteger.valueOf(number(vector, row))
                    : (BigInteger) ((ColumnVector.Objects) vector).get(row);
            return new BigDecimal(unscaled, type.scale()).toPlainString();
        }

        private static String wallClock(long micros) {
            int nanos = (int) Math.floorMod(micros, MICROS_PER_SECOND) * NANOS_PER_MICRO;
            return LocalDateTime.ofEpochSecond(Math.floorDiv(micros, MICROS_PER_SECOND), nanos, ZoneOffset.UTC)
                    .format(WALL_CLOCK);
        }
    }
}
