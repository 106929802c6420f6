package io.github.sqldatabricks.bridge.databricks.tables;

import io.github.sqldatabricks.bridge.airbyte.source.TableQuery;
import io.github.sqldatabricks.bridge.airbyte.source.TableQuery.Condition;
import io.github.sqldatabricks.bridge.airbyte.source.TableQuery.Condition.Operator;
import io.github.sqldatabricks.bridge.airbyte.source.TableQuery.Literal;
import io.github.sqldatabricks.bridge.airbyte.source.WorkspaceTables.TableDescription.TableColumn;
import io.github.sqldatabricks.bridge.databricks.DatabricksRows;
import io.github.sqldatabricks.bridge.databricks.ExactColumns;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Column;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.UnityTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Writes the statements that read tables. Names are quoted; literals are markers. */
final class TableSql {

    static final ColumnType INSTANT = new ColumnType.Instant(ColumnType.MICROSECOND_DIGITS);
    /** What {@code table_changes} adds to a table's own columns. */
    private static final List<TableColumn> CHANGE_COLUMNS = List.of(
            plain("_change_type", new ColumnType.Text()),
            plain("_commit_version", new ColumnType.Int64()),
            plain("_commit_timestamp", INSTANT));

    private TableSql() {}

    static TableStatement of(TableQuery query) {
        return query instanceof TableQuery.Rows rows ? rows(rows) : changes((TableQuery.Changes) query);
    }

    private static TableStatement rows(TableQuery.Rows rows) {
        String version =
                rows.version().isPresent() ? " VERSION AS OF " + rows.version().getAsLong() : "";
        String order = rows.orderedBy().isEmpty()
                ? ""
                : rows.orderedBy().stream()
                        .map(column -> UnityTable.quote(column) + " ASC NULLS FIRST")
                        .collect(Collectors.joining(", ", " ORDER BY ", ""));
        return select(rows.columns(), rows.table().table().quoted() + version, rows.conditions(), order);
    }

    private static TableStatement changes(TableQuery.Changes changes) {
        List<TableColumn> columns = new ArrayList<>(changes.columns());
        columns.addAll(CHANGE_COLUMNS);
        String feed = "table_changes("
                + ReadExpression.literal(changes.table().table().quoted()) + ", " + changes.fromVersion() + ", "
                + changes.toVersion() + ")";
        return select(columns, feed, changes.conditions(), " ORDER BY `_commit_version` ASC");
    }

    private static TableStatement select(
            List<TableColumn> columns, String source, List<Condition> conditions, String order) {
        List<ReadExpression> selected = columns.stream().map(ReadExpression::of).toList();
        WhereClause filter = new WhereClause();
        String sql = "SELECT " + selected.stream().map(ReadExpression::sql).collect(Collectors.joining(", ")) + " FROM "
                + source + filter.where(conditions) + order;
        return new TableStatement(
                sql,
                filter.parameters(),
                selected.stream().map(ReadExpression::column).toList());
    }

    /** The greatest value of a column, as {@link ExactColumns} selects it. */
    static TableStatement greatest(UnityTable table, String column, ColumnType type, List<Condition> conditions) {
        WhereClause filter = new WhereClause();
        String greatest = ExactColumns.expression(type, "max(" + UnityTable.quote(column) + ")");
        return new TableStatement(
                "SELECT " + greatest + " FROM " + table.quoted() + filter.where(conditions),
                filter.parameters(),
                List.of(new Column(column, type, true, "")));
    }

    static TableStatement count(UnityTable table, List<Condition> conditions) {
        WhereClause filter = new WhereClause();
        return new TableStatement(
                "SELECT count(*) FROM " + table.quoted() + filter.where(conditions),
                filter.parameters(),
                whole("count"));
    }

    /** The warehouse's clock. */
    static TableStatement now() {
        return new TableStatement(
                "SELECT " + ExactColumns.expression(INSTANT, "current_timestamp()"),
                List.of(),
                List.of(new Column("now", INSTANT, false, "")));
    }

    /** Fails when the table may not be read; reads nothing. */
    static TableStatement probe(UnityTable table) {
        return new TableStatement("SELECT 1 FROM " + table.quoted() + " LIMIT 0", List.of(), whole("one"));
    }

    /** The newest version comes first, and is the first column. */
    static TableStatement latestVersion(UnityTable table) {
        return new TableStatement("DESCRIBE HISTORY " + table.quoted() + " LIMIT 1", List.of(), whole("version"));
    }

    private static List<Column> whole(String name) {
        return List.of(new Column(name, new ColumnType.Int64(), true, ""));
    }

    private static TableColumn plain(String name, ColumnType type) {
        return new TableColumn(name, type, false, Optional.empty());
    }

    /**
     * A query of one table.
     *
     * @param sql with a marker for each literal
     * @param parameters the literals' texts, in the order of the markers
     * @param columns of the result
     */
    record TableStatement(String sql, List<String> parameters, List<Column> columns) {

        DatabricksRows.Prepared prepare(Connection connection) throws SQLException {
            PreparedStatement statement = connection.prepareStatement(sql);
            for (int index = 0; index < parameters.size(); index++) {
                statement.setString(index + 1, parameters.get(index));
            }
            return new DatabricksRows.Prepared(statement, columns);
        }
    }

    /** Writes conditions as a WHERE clause, every literal as a marker. */
    static final class WhereClause {

        /** The most that Databricks takes is 256, as measured with the driver. */
        private static final int MOST_PARAMETERS = 250;

        private final List<String> parameters = new ArrayList<>();

        /** {@code " WHERE ..."}, or nothing when there is no condition. */
        String where(List<Condition> conditions) {
            return conditions.isEmpty()
                    ? ""
                    : conditions.stream()
                            .map(condition -> "(" + sql(condition) + ")")
                            .collect(Collectors.joining(" AND ", " WHERE ", ""));
        }

        /** The literals' texts, in the order of the markers written so far. */
        List<String> parameters() {
            return Collections.unmodifiableList(parameters);
        }

        private String sql(Condition condition) {
            if (condition instanceof Condition.Comparison comparison) {
                return compare(comparison.column(), comparison.operator(), comparison.value());
            }
            if (condition instanceof Condition.OneOf oneOf) {
                return oneOf.values().stream()
                        .map(this::marker)
                        .collect(Collectors.joining(", ", UnityTable.quote(oneOf.column()) + " IN (", ")"));
            }
            if (condition instanceof Condition.Null isNull) {
                return UnityTable.quote(isNull.column()) + (isNull.isNull() ? " IS NULL" : " IS NOT NULL");
            }
            return from((Condition.From) condition);
        }

        /** {@code a > ? OR (a = ? AND b >= ?)}; the bounds of the first column let Delta skip files by its statistics. */
        private String from(Condition.From from) {
            List<String> alternatives = new ArrayList<>();
            int last = from.columns().size() - 1;
            for (int index = 0; index <= last; index++) {
                List<String> terms = new ArrayList<>();
                for (int equal = 0; equal < index; equal++) {
                    terms.add(compare(
                            from.columns().get(equal),
                            Operator.EQUAL,
                            from.values().get(equal)));
                }
                Operator operator = index == last ? Operator.AT_LEAST : Operator.GREATER;
                terms.add(compare(
                        from.columns().get(index), operator, from.values().get(index)));
                alternatives.add("(" + String.join(" AND ", terms) + ")");
            }
            return String.join(" OR ", alternatives);
        }

        private String compare(String column, Operator operator, Literal value) {
            return UnityTable.quote(column) + " " + operator.sql() + " " + marker(value);
        }

        private String marker(Literal value) {
            if (parameters.size() == MOST_PARAMETERS) {
                throw new BridgeException.InvalidRequest(
                        ErrorCode.TOO_MANY_FILTER_VALUES,
                        "Expected filters with at most " + MOST_PARAMETERS
                                + " values on one table, but there are more. Use a range, or a view with the condition in it.");
            }
            parameters.add(value.text());
            return typed(value.type());
        }

        /** The marker of a value bound as STRING, made exactly its type by an expression: the driver's own types are fewer. */
        private static String typed(ColumnType type) {
            return switch (type.kind()) {
                case TEXT -> "?";
                case BYTES -> "unbase64(?)";
                case DECIMAL -> cast(decimal((ColumnType.Decimal) type));
                case INT16 -> cast(ColumnType.Kind.INT32.databricksName());
                case BOOL, INT32, INT64, FLOAT32, FLOAT64, DATE, LOCAL_TIMESTAMP, INSTANT ->
                    cast(type.kind().databricksName());
            };
        }

        private static String decimal(ColumnType.Decimal type) {
            return "DECIMAL(" + type.precision() + ", " + type.scale() + ")";
        }

        private static String cast(String type) {
            return "CAST(? AS " + type + ")";
        }
    }
}
