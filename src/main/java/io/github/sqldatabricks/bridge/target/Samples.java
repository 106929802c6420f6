package io.github.sqldatabricks.bridge.target;

import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.sync.ChangePlan;
import io.github.sqldatabricks.bridge.sync.EventOutcome.DryRun.SampleRow;
import io.github.sqldatabricks.bridge.sync.TargetTable.TargetColumn;
import io.github.sqldatabricks.bridge.target.TargetDialect.StagedSql;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** Reads rows that a change is about to touch. */
final class Samples {

    /** Characters of a value that are shown; a sample is for people. */
    private static final int MOST_CHARACTERS = 200;

    private final TargetConnection connection;
    private final TargetDialect dialect;
    private final int limit;

    Samples(TargetConnection connection, TargetDialect dialect, int limit) {
        this.connection = connection;
        this.dialect = dialect;
        this.limit = limit;
    }

    List<SampleRow> of(ChangePlan plan) throws SQLException {
        if (plan instanceof ChangePlan.Conditional conditional) {
            TargetDialect.Condition condition = dialect.condition(conditional);
            String select = "SELECT * FROM " + plan.target().quoted() + " WHERE " + condition.sql();
            return connection.first(
                    limit, select, Samples::deleted, condition.values().toArray());
        }
        return staged((ChangePlan.Staged) plan);
    }

    private List<SampleRow> staged(ChangePlan.Staged plan) throws SQLException {
        StagedSql sql = new StagedSql(dialect, plan);
        String joined = sql.target() + " ON " + sql.sameKeys();
        return switch (plan.kind()) {
            case DELETE ->
                connection.first(limit, "SELECT t.* FROM " + sql.stage() + " INNER JOIN " + joined, Samples::deleted);
            case INSERT ->
                connection.first(
                        limit,
                        "SELECT " + sql.values() + " FROM " + sql.stage(),
                        row -> new SampleRow(Map.of(), named(row, sql.columns(), 0)));
            case UPDATE -> connection.first(limit, both(sql) + " INNER JOIN " + joined, row -> changed(row, sql, true));
            case UPSERT ->
                connection.first(
                        limit,
                        both(sql) + " LEFT JOIN " + joined,
                        row -> changed(row, sql, isThere(row, sql, plan.keys().get(0))));
        };
    }

    private static String both(StagedSql sql) {
        String before = sql.columns().stream()
                .map(column -> "t." + SqlServerTable.quote(column.name()))
                .collect(Collectors.joining(", "));
        return "SELECT " + before + ", " + sql.values() + " FROM " + sql.stage();
    }

    private static boolean isThere(ResultSet row, StagedSql sql, TargetColumn key) throws SQLException {
        return row.getObject(sql.columns().indexOf(key) + 1) != null;
    }

    private static SampleRow changed(ResultSet row, StagedSql sql, boolean isThere) throws SQLException {
        List<TargetColumn> columns = sql.columns();
        Map<String, String> before = isThere ? named(row, columns, 0) : Map.of();
        return new SampleRow(before, named(row, columns, columns.size()));
    }

    private static Map<String, String> named(ResultSet row, List<TargetColumn> columns, int offset)
            throws SQLException {
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            values.put(columns.get(i).name(), text(row, offset + i + 1));
        }
        return values;
    }

    private static SampleRow deleted(ResultSet row) throws SQLException {
        ResultSetMetaData columns = row.getMetaData();
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            values.put(columns.getColumnName(i), text(row, i));
        }
        return new SampleRow(values, Map.of());
    }

    private static String text(ResultSet row, int index) throws SQLException {
        String text = whole(row, index);
        return text == null || text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS) + "...";
    }

    /** SQL Server's driver makes text of dates and times through the JVM's time zone, which lacks an hour each spring. */
    private static String whole(ResultSet row, int index) throws SQLException {
        return switch (row.getMetaData().getColumnType(index)) {
            case Types.TIMESTAMP -> Objects.toString(row.getObject(index, LocalDateTime.class), null);
            case Types.DATE -> Objects.toString(row.getObject(index, LocalDate.class), null);
            default -> row.getString(index);
        };
    }
}
