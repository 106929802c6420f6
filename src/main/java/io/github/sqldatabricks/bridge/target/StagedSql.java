package io.github.sqldatabricks.bridge.target;

import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.sync.ChangePlan;
import io.github.sqldatabricks.bridge.sync.TargetTable.TargetColumn;
import java.util.List;
import java.util.stream.Collectors;

/** Parts of statements that join the target, alias {@code t}, and the staging table, alias {@code s}. */
public final class StagedSql {

    private final TargetDialect dialect;
    private final ChangePlan.Staged plan;

    public StagedSql(TargetDialect dialect, ChangePlan.Staged plan) {
        this.dialect = dialect;
        this.plan = plan;
    }

    /** The columns that are staged. */
    public List<TargetColumn> columns() {
        return plan.columns().stream().map(ChangePlan.StagedColumn::target).toList();
    }

    /** {@code [a], [b]}: all staged columns. */
    public String names() {
        return columns().stream()
                .map(column -> SqlServerTable.quote(column.name()))
                .collect(Collectors.joining(", "));
    }

    /** {@code s.[a], s.[b]}: the values of all staged columns. */
    public String values() {
        return values(columns());
    }

    /** {@code s.[a], s.[b]}. */
    String values(List<TargetColumn> columns) {
        return columns.stream().map(column -> dialect.stagedValue("s", column)).collect(Collectors.joining(", "));
    }

    /** {@code t.[a] = s.[a] AND t.[b] = s.[b]}: the same keys. */
    public String sameKeys() {
        return plan.keys().stream()
                .map(key -> "t." + SqlServerTable.quote(key.name()) + " = " + dialect.stagedValue("s", key))
                .collect(Collectors.joining(" AND "));
    }

    /** {@code [c] = s.[c], [d] = s.[d]}: what an UPDATE sets. */
    public String assignments() {
        return plan.values().stream()
                .map(column -> SqlServerTable.quote(column.name()) + " = " + dialect.stagedValue("s", column))
                .collect(Collectors.joining(", "));
    }

    /** {@code #stage AS s}. */
    public String stage() {
        return dialect.stage() + " AS s";
    }

    /** {@code [dbo].[orders] AS t}. */
    public String target() {
        return plan.target().quoted() + " AS t";
    }
}
