package io.github.sqldatabricks.bridge.replication.plan;

import io.github.sqldatabricks.bridge.extraction.ExtractionPlanner;
import io.github.sqldatabricks.bridge.extraction.ExtractionRequest;
import io.github.sqldatabricks.bridge.extraction.RowQuery;
import io.github.sqldatabricks.bridge.extraction.template.SqlTemplate;
import io.github.sqldatabricks.bridge.extraction.template.SqlTemplate.BoundStatement;
import io.github.sqldatabricks.bridge.load.LoadMode;
import io.github.sqldatabricks.bridge.load.LoadMode.Slices;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.model.VolumePath;
import io.github.sqldatabricks.bridge.replication.SourceTable;
import io.github.sqldatabricks.bridge.replication.StreamQuery;
import io.github.sqldatabricks.bridge.replication.StreamQuery.Narrowing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * Makes the statements that streams read by. Names are quoted. What a file says as {@code where}, and values of slices, become a template:
 * its placeholders are bound as those of the user's templates are.
 */
final class StreamStatements {

    private static final String FROM = "bridge_slice_from";
    private static final String TO = "bridge_slice_to";
    private static final String VALUES = "bridge_slices";

    private final ExtractionPlanner planner;
    private final Country country;
    private final Instant time;

    /** @param time of the run; computed parameters count from it */
    StreamStatements(ExtractionPlanner planner, Country country, Instant time) {
        this.planner = planner;
        this.country = country;
        this.time = time;
    }

    /** The rows of a template's query. */
    StreamQuery ofTemplate(QueryName stream, QueryName query, VolumePath volume) {
        RowQuery planned = planner.plan(
                        new ExtractionRequest(
                                Optional.empty(),
                                Optional.empty(),
                                country,
                                Optional.of(volume),
                                List.of(query),
                                true,
                                OptionalInt.empty(),
                                Map.of(),
                                OptionalLong.empty()),
                        time)
                .get(0)
                .query();
        RowQuery named = new RowQuery(
                country, stream, planned.sql(), planned.parameters(), planned.rowLimit(), planned.temporalPolicies());
        return new StreamQuery(named, Narrowing.AROUND);
    }

    /**
     * The rows of a table.
     *
     * @param where a condition of the file's
     */
    StreamQuery ofTable(
            QueryName stream, SourceTable table, ReadColumns columns, LoadMode mode, Optional<String> where) {
        String select = select(table, columns);
        List<String> conditions = new ArrayList<>();
        Slice slice = mode instanceof LoadMode.ReplaceWhere some ? Slice.of(table, some.slices()) : Slice.NONE;
        slice.condition().ifPresent(conditions::add);
        where.ifPresent(condition -> {
            SqlTemplate.requireCondition(stream, condition);
            conditions.add("(" + condition + "\n)");
        });
        if (conditions.isEmpty()) {
            return query(stream, columns, new BoundStatement(select, List.of()), Narrowing.WHERE);
        }
        String template = slice.declarations() + braces(select) + " WHERE " + String.join(" AND ", conditions);
        BoundStatement bound = planner.bind(country, SqlTemplate.parse(stream, template), slice.parameters(), time);
        return query(stream, columns, bound, Narrowing.AND);
    }

    private StreamQuery query(QueryName stream, ReadColumns columns, BoundStatement bound, Narrowing narrowing) {
        return new StreamQuery(
                new RowQuery(
                        country, stream, bound.sql(), bound.parameters(), OptionalLong.empty(), columns.temporal()),
                narrowing);
    }

    private static String select(SourceTable table, ReadColumns columns) {
        return "SELECT "
                + columns.schema().columns().stream()
                        .map(column -> SqlServerTable.quote(column.name()))
                        .collect(Collectors.joining(", "))
                + " FROM " + table.name().quoted();
    }

    /** A name's braces are no placeholders. */
    private static String braces(String sql) {
        return sql.replace("{", "{{").replace("}", "}}");
    }

    /**
     * The part of a table that is read, as a piece of a template.
     *
     * @param declarations of the types of its parameters
     */
    private record Slice(String declarations, Optional<String> condition, Map<String, ParameterValue> parameters) {

        private static final Slice NONE = new Slice("", Optional.empty(), Map.of());

        /** The values are of the column's type, so that an index over it can be used. */
        private static Slice of(SourceTable table, Slices slices) {
            String column = braces(SqlServerTable.quote(slices.column()));
            String type = table.column(slices.column())
                    .map(SourceTable.SourceColumn::sourceType)
                    .orElse("nvarchar(4000)");
            if (slices instanceof Slices.Period period) {
                return new Slice(
                        declared(FROM, type) + declared(TO, type),
                        Optional.of("(" + column + " >= {" + FROM + "} AND " + column + " < {" + TO + "})"),
                        Map.of(
                                FROM, new ParameterValue.Text(period.from()),
                                TO, new ParameterValue.Text(period.to())));
            }
            return ofValues(column, type, (Slices.Values) slices);
        }

        private static Slice ofValues(String column, String type, Slices.Values slices) {
            List<ParameterValue.Scalar> given = slices.values().stream()
                    .flatMap(Optional::stream)
                    .<ParameterValue.Scalar>map(ParameterValue.Text::new)
                    .toList();
            List<String> alternatives = new ArrayList<>();
            Map<String, ParameterValue> parameters = new HashMap<>();
            if (!given.isEmpty()) {
                alternatives.add(column + " IN ({" + VALUES + "})");
                parameters.put(VALUES, new ParameterValue.Many(given));
            }
            if (given.size() < slices.values().size()) {
                alternatives.add(column + " IS NULL");
            }
            return new Slice(
                    given.isEmpty() ? "" : declared(VALUES, type),
                    Optional.of("(" + String.join(" OR ", alternatives) + ")"),
                    parameters);
        }

        private static String declared(String parameter, String type) {
            return "-- @param " + parameter + " " + type + "\n";
        }
    }
}
