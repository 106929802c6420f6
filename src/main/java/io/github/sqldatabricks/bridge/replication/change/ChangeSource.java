package io.github.sqldatabricks.bridge.replication.change;

import io.github.sqldatabricks.bridge.extraction.RowSource.RowQuery;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.model.TemporalPolicy;
import io.github.sqldatabricks.bridge.replication.StreamQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Rows that change, of a table or a template, and the statements that ask for them. Values are bound with exactly the column's type, so
 * that an index of it is used. Nothing is ordered.
 *
 * @param query has the column
 */
public record ChangeSource(StreamQuery query, CursorColumn column) {

    /** The only row of {@link #bounds()}. */
    static final String NEWEST = "bridge_newest";

    private static final String NULLS = "bridge_nulls";

    /** One row: the greatest value, exactly, and the count of rows without one, which is not looked for where there can be none. */
    RowQuery bounds() {
        String nulls = column.nullable() ? "SELECT COUNT_BIG(*)" + from() + " WHERE " + name() + " IS NULL" : "0";
        String sql = "SELECT (SELECT MAX(" + name() + ")" + from() + ") AS " + NEWEST + ", CAST((" + nulls
                + ") AS bigint) AS " + NULLS;
        RowQuery rows = query.all();
        List<ParameterValue.Scalar> parameters = new ArrayList<>(rows.parameters());
        if (column.nullable()) {
            parameters.addAll(rows.parameters());
        }
        Map<String, TemporalPolicy> exact = column.type().hasTime() ? Map.of(NEWEST, TemporalPolicy.TEXT) : Map.of();
        return new RowQuery(rows.country(), rows.name(), sql, parameters, OptionalLong.empty(), exact);
    }

    /** The rows of a window, which can be divided; the statements must begin after the window was settled. */
    public StreamQuery all(Window.Everything window) {
        return window.nulls() || !column.nullable()
                ? query
                : new StreamQuery(
                        query.narrowed(name() + " IS NOT NULL", List.of()), StreamQuery.Narrowing.AND, query.source());
    }

    /** The rows of a window; the statement must begin after the window was settled. */
    public RowQuery rows(Window.Slice window) {
        List<ParameterValue.Scalar> values = new ArrayList<>();
        window.after().ifPresent(after -> values.add(after.parameter()));
        values.add(window.upTo().parameter());
        String marker = column.type().marker();
        String range = (window.after().isPresent() ? name() + " > " + marker + " AND " : "") + name() + " <= " + marker;
        return query.narrowed(window.nulls() ? "(" + range + ") OR " + name() + " IS NULL" : range, values);
    }

    /** On lines of its own, because a template may end with a comment. */
    private String from() {
        return " FROM (\n" + query.all().sql() + "\n) AS bridge_source";
    }

    private String name() {
        return SqlServerTable.quote(column.name());
    }
}
