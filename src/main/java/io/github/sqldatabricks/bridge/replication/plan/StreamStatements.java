package io.github.sqldatabricks.bridge.replication.plan;

import io.github.sqldatabricks.bridge.extraction.ExtractionPlanner;
import io.github.sqldatabricks.bridge.extraction.ExtractionRequest;
import io.github.sqldatabricks.bridge.extraction.PlannedQuery;
import io.github.sqldatabricks.bridge.extraction.RowSource.RowQuery;
import io.github.sqldatabricks.bridge.extraction.input.ParameterText;
import io.github.sqldatabricks.bridge.extraction.template.SqlTemplate;
import io.github.sqldatabricks.bridge.extraction.template.SqlTemplate.BoundStatement;
import io.github.sqldatabricks.bridge.load.LoadMode;
import io.github.sqldatabricks.bridge.load.LoadMode.Slices;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Column;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.Hashes;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.RowSchema;
import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.model.TemporalPolicy;
import io.github.sqldatabricks.bridge.model.VolumePath;
import io.github.sqldatabricks.bridge.replication.SourceTable;
import io.github.sqldatabricks.bridge.replication.SourceTable.SourceColumn;
import io.github.sqldatabricks.bridge.replication.StreamQuery;
import io.github.sqldatabricks.bridge.replication.StreamQuery.Narrowing;
import io.github.sqldatabricks.bridge.replication.config.Setting.ColumnChoice;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes the statements that streams read by. Names are quoted. What a file says as {@code where}, and values of slices, become a template:
 * its placeholders are bound as those of the user's templates are.
 */
final class StreamStatements {

    private static final String FROM = "bridge_slice_from";
    private static final String TO = "bridge_slice_to";
    private static final String VALUES = "bridge_slices";

    /** What is computed from it is the same in each run, and else as different as what it is computed by. */
    private static final Instant ANY_TIME = Instant.parse("2026-01-01T00:00:00Z");

    private final ExtractionPlanner planner;
    private final Country country;
    private final Instant time;

    /** @param time of the run; computed parameters count from it */
    StreamStatements(ExtractionPlanner planner, Country country, Instant time) {
        this.planner = planner;
        this.country = country;
        this.time = time;
    }

    /** A template with the values of this run. */
    PlannedQuery template(QueryName query, VolumePath volume) {
        return planned(query, volume, time);
    }

    /**
     * The rows of a template's query.
     *
     * @param template see {@link #template}
     */
    StreamQuery ofTemplate(QueryName stream, PlannedQuery template, VolumePath volume) {
        RowQuery planned = template.query();
        RowQuery named = new RowQuery(
                country, stream, planned.sql(), planned.parameters(), planned.rowLimit(), planned.temporalPolicies());
        PlannedQuery always = planned(planned.name(), volume, ANY_TIME);
        String values = new TreeMap<>(always.maskedParameters()).toString();
        return new StreamQuery(
                named, Narrowing.AROUND, Hashes.of(country.key(), always.query().sql(), values));
    }

    private PlannedQuery planned(QueryName query, VolumePath volume, Instant asOf) {
        ExtractionRequest request = new ExtractionRequest(
                Optional.empty(),
                Optional.empty(),
                country,
                Optional.of(volume),
                List.of(query),
                true,
                OptionalInt.empty(),
                Map.of(),
                OptionalLong.empty());
        return planner.plan(request, asOf).get(0);
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
        String source = Hashes.of(country.key(), table.name().toString(), condition(stream, where));
        if (conditions.isEmpty()) {
            return query(stream, columns, new BoundStatement(select, List.of()), Narrowing.WHERE, source);
        }
        String template = slice.declarations() + braces(select) + " WHERE " + String.join(" AND ", conditions);
        BoundStatement bound = planner.bind(country, SqlTemplate.parse(stream, template), slice.parameters(), time);
        return query(stream, columns, bound, Narrowing.AND, source);
    }

    /** The condition with its values, but for those that are secret or go with the time of the run. */
    private String condition(QueryName stream, Optional<String> where) {
        if (where.isEmpty()) {
            return "";
        }
        SqlTemplate template = SqlTemplate.parse(stream, "SELECT 1 WHERE (" + where.get() + "\n)");
        BoundStatement bound = planner.bind(country, template, Map.of(), ANY_TIME);
        boolean secret = template.parameters().stream().anyMatch(name -> ParameterText.isSecret(name, Set.of()));
        List<String> values = bound.parameters().stream()
                .map(value -> value.isNull() ? "NULL" : ParameterText.plain(value))
                .toList();
        return bound.sql() + (secret ? "" : values);
    }

    private StreamQuery query(
            QueryName stream, ReadColumns columns, BoundStatement bound, Narrowing narrowing, String source) {
        return new StreamQuery(
                new RowQuery(
                        country, stream, bound.sql(), bound.parameters(), OptionalLong.empty(), columns.temporal()),
                narrowing,
                source);
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

    /**
     * The columns of a table that a stream reads.
     *
     * @param schema as they are read
     * @param temporal by column, in lower case: how a seventh digit of a second is treated
     */
    record ReadColumns(RowSchema schema, Map<String, TemporalPolicy> temporal) {

        /**
         * All but those that are excluded.
         *
         * @throws BridgeException.Conflict naming all columns that are not there or that can't be read
         */
        static ReadColumns of(SourceTable table, ColumnChoice choice) {
            List<String> problems = new ArrayList<>();
            Stream.concat(choice.exclude().stream(), choice.temporal().keySet().stream())
                    .filter(name -> table.column(name).isEmpty())
                    .forEach(name -> problems.add("there is no column '" + name + "'"));
            List<Column> columns = new ArrayList<>();
            for (SourceColumn column : table.columns()) {
                boolean excluded = choice.exclude().stream().anyMatch(column.name()::equalsIgnoreCase);
                if (!excluded) {
                    Optional<Column> read = read(column, choice);
                    read.ifPresentOrElse(
                            columns::add,
                            () -> problems.add("'" + column.name() + "' has the type " + column.sourceType()
                                    + ", which Databricks has nothing for (" + column.advice() + ")"));
                }
            }
            if (!problems.isEmpty()) {
                throw new BridgeException.Conflict(
                        ErrorCode.STREAM_COLUMN_REFUSED,
                        "Expected columns of " + table.name() + " that can be read, but " + String.join("; ", problems)
                                + ". Correct columns: {exclude: [...]}, or read a view or a template instead.");
            }
            return new ReadColumns(new RowSchema(columns), temporal(table, choice));
        }

        private static Optional<Column> read(SourceColumn column, ColumnChoice choice) {
            boolean text = choice.temporal().get(column.name().toLowerCase(Locale.ROOT)) == TemporalPolicy.TEXT;
            return column.type()
                    .map(type -> new Column(
                            column.name(),
                            text ? new ColumnType.Text() : type,
                            column.nullable(),
                            column.sourceType()));
        }

        /** Those of columns that are read: what a row source does not find among them, it refuses. */
        private static Map<String, TemporalPolicy> temporal(SourceTable table, ColumnChoice choice) {
            Map<String, TemporalPolicy> temporal = new HashMap<>(choice.temporal());
            temporal.keySet().removeIf(name -> choice.exclude().stream().anyMatch(name::equalsIgnoreCase));
            return temporal;
        }
    }
}
