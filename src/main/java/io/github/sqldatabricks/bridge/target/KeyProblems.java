package io.github.sqldatabricks.bridge.target;

import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.sync.ChangePlan;
import io.github.sqldatabricks.bridge.sync.TargetTable.TargetColumn;
import io.github.sqldatabricks.bridge.target.TargetDialect.StagedSql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Looks for staged rows whose keys are null or come twice, as the target compares them. Counts them, and shows one pair. */
final class KeyProblems {

    /** Rows with the same key that are looked at for two that are written differently. */
    private static final int EXAMPLES = 100;
    /** Of a value that is shown. */
    private static final int MOST_CHARACTERS = 100;

    private final TargetConnection connection;
    private final StagedSql sql;
    private final List<TargetColumn> keys;

    KeyProblems(TargetConnection connection, TargetDialect dialect, ChangePlan.Staged plan) {
        this.connection = connection;
        this.sql = new StagedSql(dialect, plan);
        this.keys = plan.keys();
    }

    /** One sentence for each problem. */
    List<String> find() throws SQLException {
        List<String> problems = new ArrayList<>(nulls());
        doubled().ifPresent(problems::add);
        return problems;
    }

    private List<String> nulls() throws SQLException {
        String counts = keys.stream()
                .map(key -> "COUNT(*) - COUNT(s." + SqlServerTable.quote(key.name()) + ")")
                .collect(Collectors.joining(", "));
        List<String> problems = new ArrayList<>();
        List<Long> missing = connection
                .list("SELECT " + counts + " FROM " + sql.stage(), row -> {
                    List<Long> values = new ArrayList<>();
                    for (int i = 1; i <= keys.size(); i++) {
                        values.add(row.getLong(i));
                    }
                    return values;
                })
                .get(0);
        for (int i = 0; i < keys.size(); i++) {
            if (missing.get(i) > 0) {
                problems.add("Key column '" + keys.get(i).name() + "' of the source is NULL in " + rows(missing.get(i))
                        + ".");
            }
        }
        return problems;
    }

    private Optional<String> doubled() throws SQLException {
        String counts = connection
                .list(
                        "SELECT COUNT(*), SUM(d.n), MAX(d.n) FROM (SELECT COUNT(*) AS n" + groups() + ") AS d",
                        row -> row.getLong(1) == 0
                                ? ""
                                : rows(row.getLong(2)) + " share " + row.getLong(1)
                                        + (row.getLong(1) == 1 ? " key" : " keys") + ", one of them in "
                                        + rows(row.getLong(3)))
                .get(0);
        String names = keys.stream().map(TargetColumn::name).collect(Collectors.joining(", "));
        return counts.isEmpty()
                ? Optional.empty()
                : Optional.of("Keys (" + names + ") of the source come more than once: " + counts + ". " + example());
    }

    private String groups() {
        return " FROM " + sql.stage() + " GROUP BY " + sql.values(keys) + " HAVING COUNT(*) > 1";
    }

    /** Two rows with one key; such that are written differently, when there are some. */
    private String example() throws SQLException {
        List<List<String>> found = connection.first(
                EXAMPLES,
                "SELECT " + sql.values(keys) + " FROM " + sql.stage() + " WHERE EXISTS (SELECT 1 FROM (" + oneGroup()
                        + ") AS d WHERE " + sameAs() + ")",
                this::shown);
        List<String> first = found.get(0);
        return found.stream()
                .filter(other -> !other.equals(first))
                .findFirst()
                .map(other -> "For example " + text(first) + " and " + text(other)
                        + ", which SQL Server takes for the same: its collation compares without case, accents or"
                        + " trailing blanks.")
                .orElseGet(() -> "For example " + text(first) + ".");
    }

    private String oneGroup() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            names.add(sql.values(List.of(keys.get(i))) + " AS k" + i);
        }
        return "SELECT TOP (1) " + String.join(", ", names) + groups();
    }

    private String sameAs() {
        List<String> same = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            String value = sql.values(List.of(keys.get(i)));
            same.add("(d.k" + i + " = " + value + " OR d.k" + i + " IS NULL AND " + value + " IS NULL)");
        }
        return String.join(" AND ", same);
    }

    private List<String> shown(ResultSet row) throws SQLException {
        List<String> values = new ArrayList<>();
        for (int i = 1; i <= keys.size(); i++) {
            String value = row.getString(i);
            String cut = value == null || value.length() <= MOST_CHARACTERS
                    ? value
                    : value.substring(0, MOST_CHARACTERS) + "...";
            values.add(cut == null ? "NULL" : "'" + cut + "'");
        }
        return values;
    }

    private static String text(List<String> values) {
        return values.size() == 1 ? values.get(0) : "(" + String.join(", ", values) + ")";
    }

    private static String rows(long count) {
        return count + (count == 1 ? " row" : " rows");
    }
}
