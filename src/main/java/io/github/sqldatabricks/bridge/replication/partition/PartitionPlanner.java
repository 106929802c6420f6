package io.github.sqldatabricks.bridge.replication.partition;

import io.github.sqldatabricks.bridge.extraction.RowQuery;
import io.github.sqldatabricks.bridge.extraction.RowRange;
import io.github.sqldatabricks.bridge.extraction.RowSource;
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

/** Divides a stream's rows into statements that several readers run. Thread-safe, blocking. */
public final class PartitionPlanner {

    private static final ParameterType ROWS = new ParameterType(Kind.BIGINT, 0, 0);
    private static final String KEY = "bridge_key";

    private final KeyStatistics statistics;
    private final RowSource source;

    public PartitionPlanner(KeyStatistics statistics, RowSource source) {
        this.statistics = statistics;
        this.source = source;
    }

    /**
     * What is divided.
     *
     * @param query has the key
     * @param table whose rows they are, which the server has statistics of; empty for a template
     * @param rows about how many there are; empty to count them
     */
    public record Divided(StreamQuery query, Optional<SqlServerTable> table, KeyColumn key, OptionalLong rows) {

        /**
         * A table, by the first column of the index in whose order its rows are kept: only then does a part cost its own rows alone. Empty
         * for views and heaps, whose parts would each read all rows, and for keys without an order: one reader has them.
         */
        public static Optional<Divided> of(StreamQuery query, SourceTable table) {
            return table.clustered()
                    .flatMap(index -> table.column(index.columns().get(0)))
                    .flatMap(column -> KeyColumn.of(column.name(), column.sourceType()))
                    .map(key -> new Divided(query, Optional.of(table.name()), key, table.rows()));
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
     * @param parts how many are wanted, at least 1; {@link PartSize#parts}
     * @throws io.github.sqldatabricks.bridge.model.BridgeException when the source can't be asked
     */
    public List<RowQuery> plan(Divided divided, int parts, Cancellation cancellation) {
        List<ParameterValue.Scalar> borders = parts == 1 ? List.of() : borders(divided, parts, cancellation);
        KeyColumn key = divided.key();
        return RowRange.between(borders).stream()
                .map(range -> range.isEverything()
                        ? divided.query().all()
                        : divided.query().narrowed(range.condition(key.quoted(), key.marker()), range.borders()))
                .toList();
    }

    private List<ParameterValue.Scalar> borders(Divided divided, int parts, Cancellation cancellation) {
        RowQuery all = divided.query().all();
        List<Step> steps = divided.table()
                .map(table -> statistics.histogram(all.country(), table, divided.key(), cancellation))
                .orElse(List.of());
        long rows = divided.rows().orElseGet(() -> count(all, cancellation));
        return Borders.of(
                steps, rows, parts, (after, upTo, count) -> walk(divided, new Walk(after, upTo, count), cancellation));
    }

    private long count(RowQuery all, Cancellation cancellation) {
        String sql = "SELECT COUNT_BIG(*) AS bridge_rows FROM (\n" + all.sql() + "\n) AS bridge_source";
        return Long.parseLong(SmallResult.read(source, query(all, sql, all.parameters(), Map.of()), cancellation)
                .get(0)
                .get(0)
                .orElseThrow());
    }

    private record Walk(Optional<ParameterValue.Scalar> after, Optional<ParameterValue.Scalar> upTo, long rows) {}

    private Optional<ParameterValue.Scalar> walk(Divided divided, Walk walk, Cancellation cancellation) {
        RowQuery all = divided.query().all();
        KeyColumn key = divided.key();
        RowRange<ParameterValue.Scalar> range = new RowRange<>(walk.after(), walk.upTo(), false);
        String where =
                range.borders().isEmpty() ? key.quoted() + " IS NOT NULL" : range.condition(key.quoted(), key.marker());
        String sql = "SELECT CAST(MAX(" + KEY + ") AS " + key.type() + ") AS " + KEY
                + ", COUNT_BIG(*) AS bridge_rows FROM (SELECT TOP (?) "
                + key.quoted() + " AS " + KEY + " FROM (\n" + all.sql() + "\n) AS bridge_source WHERE " + where
                + " ORDER BY " + key.quoted() + ") AS bridge_walk";
        List<ParameterValue.Scalar> parameters = new ArrayList<>();
        parameters.add(new ParameterValue.Typed(ROWS, walk.rows()));
        parameters.addAll(all.parameters());
        parameters.addAll(range.borders());
        Map<String, TemporalPolicy> exact = key.hasTime() ? Map.of(KEY, TemporalPolicy.TEXT) : Map.of();
        List<Optional<String>> row = SmallResult.read(source, query(all, sql, parameters, exact), cancellation)
                .get(0);
        boolean whole = Long.parseLong(row.get(1).orElseThrow()) == walk.rows();
        return whole ? row.get(0).map(key::value) : Optional.empty();
    }

    private static RowQuery query(
            RowQuery all, String sql, List<ParameterValue.Scalar> parameters, Map<String, TemporalPolicy> policies) {
        return new RowQuery(all.country(), all.name(), sql, parameters, OptionalLong.empty(), policies);
    }
}
