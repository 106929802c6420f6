package io.github.sqldatabricks.bridge.replication.partition;

import io.github.sqldatabricks.bridge.extraction.RowRange;
import io.github.sqldatabricks.bridge.extraction.RowSource;
import io.github.sqldatabricks.bridge.extraction.RowSource.RowQuery;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.ParameterType;
import io.github.sqldatabricks.bridge.model.ParameterType.Kind;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.model.TemporalPolicy;
import io.github.sqldatabricks.bridge.replication.SmallResult;
import io.github.sqldatabricks.bridge.replication.SourceTable;
import io.github.sqldatabricks.bridge.replication.StreamQuery;
import io.github.sqldatabricks.bridge.replication.partition.KeyStatistics.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Divides a stream's rows into statements that several readers run. Thread-safe, blocking. */
public final class PartitionPlanner {

    /** A value that has so many parts' rows alone is divided by the second column of the key. */
    private static final int HEAVY = 2;

    private final KeyStatistics statistics;
    private final KeyRows rows;

    public PartitionPlanner(KeyStatistics statistics, RowSource source) {
        this.statistics = statistics;
        this.rows = new KeyRows(source);
    }

    /**
     * What is divided.
     *
     * @param query has the key
     * @param table whose rows they are, which the server has statistics of; empty for a template
     * @param rows about how many there are; empty to count them
     * @param second what the rows of one value are divided by, when they are too many for a part; empty to leave them together
     */
    public record Divided(
            StreamQuery query,
            Optional<SqlServerTable> table,
            KeyColumn key,
            OptionalLong rows,
            Optional<KeyColumn> second) {

        /** By one column. */
        public Divided(StreamQuery query, Optional<SqlServerTable> table, KeyColumn key, OptionalLong rows) {
            this(query, table, key, rows, Optional.empty());
        }

        /**
         * A table, by the first column of the index in whose order its rows are kept: only then does a part cost its own rows alone. Empty
         * for views and heaps, whose parts would each read all rows, and for keys without an order: one reader has them.
         */
        public static Optional<Divided> of(StreamQuery query, SourceTable table) {
            return column(table, 0)
                    .map(key -> new Divided(query, Optional.of(table.name()), key, table.rows(), column(table, 1)));
        }

        private static Optional<KeyColumn> column(SourceTable table, int position) {
            return table.clustered()
                    .filter(index -> position < index.columns().size())
                    .flatMap(index -> table.column(index.columns().get(position)))
                    .flatMap(column -> KeyColumn.of(column.name(), column.sourceType()));
        }

        /** The same, but that the rows of one value stay together unless the second column is such a one. */
        public Divided secondOnlyIf(Predicate<KeyColumn> fit) {
            return new Divided(query, table, key, rows, second.filter(fit));
        }
    }

    /**
     * How large parts are.
     *
     * @param rows from so many on, rows are divided; at least 1
     * @param bytes from so many on, rows are divided; at least 1
     * @param most parts, at least 1
     */
    public record PartSize(long rows, long bytes, int most) {

        /** A million rows or 256 MB. */
        public static final PartSize DEFAULT = new PartSize(1_000_000, 256L << 20, 64);

        /** How many parts there should be, at least 1. */
        public int parts(OptionalLong allRows, OptionalLong allBytes) {
            long byRows = allRows.orElse(0) / rows;
            long byBytes = allBytes.orElse(0) / bytes;
            return (int) Math.max(1, Math.min(most, Math.max(byRows, byBytes)));
        }
    }

    /**
     * The statements, which have each row exactly once between them as long as no row changes its key; one alone for one part.
     *
     * @param parts how many are wanted, at least 1; {@link PartSize#parts}. There are fewer where values repeat, and at most about six times as
     *     many where the number of rows is wrong
     * @throws io.github.sqldatabricks.bridge.model.BridgeException when the source can't be asked
     */
    public List<RowQuery> plan(Divided divided, int parts, Cancellation cancellation) {
        if (parts == 1) {
            return List.of(divided.query().all());
        }
        RowQuery all = divided.query().all();
        long count = divided.rows().orElseGet(() -> rows.count(all, cancellation));
        List<Step> steps = divided.table()
                .map(table -> statistics.histogram(all.country(), table, divided.key(), cancellation))
                .orElse(List.of());
        List<ParameterValue.Scalar> borders =
                Borders.of(steps, count, parts, rows.walk(all, divided.key(), cancellation));
        long size = Math.max(1, count / parts);
        List<Condition> conditions = new ArrayList<>();
        int left = HEAVY * parts;
        for (RowRange<ParameterValue.Scalar> range : RowRange.between(borders)) {
            List<Condition> some = conditions(divided, range, size, Math.min(left, parts), cancellation);
            left -= some.size() - 1;
            conditions.addAll(some);
        }
        return conditions.stream()
                .map(condition -> condition.of(divided.query()))
                .toList();
    }

    /** As many statements as the rows need, which are counted when nobody knows how many there are. */
    public List<RowQuery> plan(Divided divided, PartSize size, Cancellation cancellation) {
        long count = divided.rows().orElseGet(() -> rows.count(divided.query().all(), cancellation));
        Divided counted =
                new Divided(divided.query(), divided.table(), divided.key(), OptionalLong.of(count), divided.second());
        return plan(counted, size.parts(counted.rows(), OptionalLong.empty()), cancellation);
    }

    /**
     * A value with too many rows is always the end of a range, because no border can be inside of it.
     *
     * @param most parts of one value: how many rows a part has may come from a count that is far too low
     */
    private List<Condition> conditions(
            Divided divided, RowRange<ParameterValue.Scalar> range, long size, int most, Cancellation cancellation) {
        KeyColumn key = divided.key();
        if (range.upTo().isEmpty() || divided.second().isEmpty() || most < 2) {
            return List.of(Condition.of(range, key));
        }
        Condition value = Condition.equal(key, range.upTo().get());
        RowQuery ofValue = value.of(divided.query());
        long count = rows.count(ofValue, cancellation);
        if (count <= HEAVY * size) {
            return List.of(Condition.of(range, key));
        }
        KeyColumn second = divided.second().get();
        int parts = (int) Math.min(count / size, most);
        List<ParameterValue.Scalar> borders =
                Borders.of(List.of(), count, parts, rows.walk(ofValue, second, cancellation));
        return Stream.concat(
                        Stream.of(Condition.below(range, key)),
                        RowRange.between(borders).stream().map(inner -> value.and(Condition.of(inner, second))))
                .toList();
    }

    /**
     * What the rows of a part meet.
     *
     * @param sql empty for all rows
     * @param values of its markers, in order
     */
    private record Condition(String sql, List<ParameterValue.Scalar> values) {

        static Condition of(RowRange<ParameterValue.Scalar> range, KeyColumn key) {
            return range.isEverything()
                    ? new Condition("", List.of())
                    : new Condition(range.condition(key.quoted(), key.marker()), range.borders());
        }

        static Condition equal(KeyColumn key, ParameterValue.Scalar value) {
            return new Condition(key.quoted() + " = " + key.marker(), List.of(value));
        }

        /** The rows of the range but for those of its greatest value. */
        static Condition below(RowRange<ParameterValue.Scalar> range, KeyColumn key) {
            return new Condition(range.conditionBelow(key.quoted(), key.marker()), range.borders());
        }

        Condition and(Condition other) {
            return other.sql.isEmpty()
                    ? this
                    : new Condition(
                            sql + " AND (" + other.sql + ")",
                            Stream.concat(values.stream(), other.values.stream())
                                    .toList());
        }

        RowQuery of(StreamQuery query) {
            return sql.isEmpty() ? query.all() : query.narrowed(sql, values);
        }
    }

    /** Asks a source how many rows a statement has, and where among them its key's values are. Thread-safe, blocking. */
    static final class KeyRows {

        private static final ParameterType ROWS = new ParameterType(Kind.BIGINT, 0, 0);
        private static final String KEY = "bridge_key";

        private final RowSource source;

        KeyRows(RowSource source) {
            this.source = source;
        }

        /** How many rows the statement has. */
        long count(RowQuery all, Cancellation cancellation) {
            String sql = "SELECT COUNT_BIG(*) AS bridge_rows FROM (\n" + all.sql() + "\n) AS bridge_source";
            return Long.parseLong(SmallResult.read(source, query(all, sql, all.parameters(), Map.of()), cancellation)
                    .get(0)
                    .get(0)
                    .orElseThrow());
        }

        /** Goes along a key of the statement's rows. */
        Borders.Walk walk(RowQuery all, KeyColumn key, Cancellation cancellation) {
            return (after, upTo, rows) -> next(all, key, new RowRange<>(after, upTo, false), rows, cancellation);
        }

        private Optional<ParameterValue.Scalar> next(
                RowQuery all,
                KeyColumn key,
                RowRange<ParameterValue.Scalar> range,
                long rows,
                Cancellation cancellation) {
            String where = range.borders().isEmpty()
                    ? key.quoted() + " IS NOT NULL"
                    : range.condition(key.quoted(), key.marker());
            String sql = "SELECT CAST(MAX(" + KEY + ") AS " + key.type() + ") AS " + KEY
                    + ", COUNT_BIG(*) AS bridge_rows FROM (SELECT TOP (?) "
                    + key.quoted() + " AS " + KEY + " FROM (\n" + all.sql() + "\n) AS bridge_source WHERE " + where
                    + " ORDER BY " + key.quoted() + ") AS bridge_walk";
            List<ParameterValue.Scalar> parameters = new ArrayList<>();
            parameters.add(new ParameterValue.Typed(ROWS, rows));
            parameters.addAll(all.parameters());
            parameters.addAll(range.borders());
            Map<String, TemporalPolicy> exact = key.hasTime() ? Map.of(KEY, TemporalPolicy.TEXT) : Map.of();
            List<Optional<String>> row = SmallResult.read(source, query(all, sql, parameters, exact), cancellation)
                    .get(0);
            boolean whole = Long.parseLong(row.get(1).orElseThrow()) == rows;
            return whole ? row.get(0).map(key::value) : Optional.empty();
        }

        private static RowQuery query(
                RowQuery all,
                String sql,
                List<ParameterValue.Scalar> parameters,
                Map<String, TemporalPolicy> policies) {
            return new RowQuery(all.country(), all.name(), sql, parameters, OptionalLong.empty(), policies);
        }
    }
}
