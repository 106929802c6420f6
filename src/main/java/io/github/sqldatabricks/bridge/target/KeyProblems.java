package io.github.sqldatabricks.bridge.target;

import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.sync.ChangePlan;
import io.github.sqldatabricks.bridge.sync.TargetColumn;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Looks for staged rows whose keys are null or come twice, as the target compares them. Counts them, shows no values. */
final class KeyProblems {

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
        String groups =
                "SELECT COUNT(*) AS n FROM " + sql.stage() + " GROUP BY " + sql.values(keys) + " HAVING COUNT(*) > 1";
        return connection
                .list("SELECT COUNT(*), SUM(d.n), MAX(d.n) FROM (" + groups + ") AS d", row -> {
                    String names = keys.stream().map(TargetColumn::name).collect(Collectors.joining(", "));
                    return row.getLong(1) == 0
                            ? Optional.<String>empty()
                            : Optional.of("Keys (" + names + ") of the source come more than once: "
                                    + rows(row.getLong(2)) + " share " + row.getLong(1) + " keys, one of them in "
                                    + rows(row.getLong(3)) + ".");
                })
                .get(0);
    }

    private static String rows(long count) {
        return count + (count == 1 ? " row" : " rows");
    }
}
