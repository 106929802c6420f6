package io.github.sqldatabricks.bridge.replication.partition;

import io.github.sqldatabricks.bridge.extraction.RowRange;
import io.github.sqldatabricks.bridge.extraction.RowSource;
import io.github.sqldatabricks.bridge.extraction.RowSource.RowQuery;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.ParameterType;
import io.github.sqldatabricks.bridge.model.ParameterType.Kind;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import io.github.sqldatabricks.bridge.model.TemporalPolicy;
import io.github.sqldatabricks.bridge.replication.SmallResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Asks a source how many rows a statement has, and where among them its key's values are. Thread-safe, blocking. */
final class KeyRows {

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
            RowQuery all, KeyColumn key, RowRange<ParameterValue.Scalar> range, long rows, Cancellation cancellation) {
        String where =
                range.borders().isEmpty() ? key.quoted() + " IS NOT NULL" : range.condition(key.quoted(), key.marker());
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
            RowQuery all, String sql, List<ParameterValue.Scalar> parameters, Map<String, TemporalPolicy> policies) {
        return new RowQuery(all.country(), all.name(), sql, parameters, OptionalLong.empty(), policies);
    }
}
