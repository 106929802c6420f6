package io.github.sqldatabricks.bridge.target;

import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.sync.ChangePlan;
import io.github.sqldatabricks.bridge.sync.EventOutcome.ChangeCounts.Cascades;
import io.github.sqldatabricks.bridge.sync.SyncOperation;
import io.github.sqldatabricks.bridge.sync.TargetTable.TargetColumn;
import io.github.sqldatabricks.bridge.target.CascadeCount.CascadeGraph.Effect;
import io.github.sqldatabricks.bridge.target.TargetDialect.ForeignKey;
import io.github.sqldatabricks.bridge.target.TargetDialect.StagedSql;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Counts the rows that foreign keys will change together with an event's, before they do: set-based, each table once. The keys
 * of rows that have others below them go into temporary tables. All rows that are seen stay locked.
 */
final class CascadeCount {

    private final TargetConnection connection;
    private final TargetDialect dialect;
    private final ChangePlan plan;
    private final CascadeGraph graph;
    private final Map<Effect, String> kept = new LinkedHashMap<>();

    CascadeCount(TargetConnection connection, TargetDialect dialect, ChangePlan plan, List<ForeignKey> keys) {
        this.connection = connection;
        this.dialect = dialect;
        this.plan = plan;
        this.graph = CascadeGraph.of(keys, plan);
    }

    /** Those of each table, only where there are some. */
    List<Cascades.Rows> rows() throws SQLException {
        if (graph.from(graph.root()).isEmpty()) {
            return List.of();
        }
        for (Effect effect : graph.effects()) {
            keep(effect);
        }
        long own = insertOwn();
        follow();
        List<Cascades.Rows> rows = new ArrayList<>();
        for (Effect effect : graph.effects()) {
            long count = count(effect) - (effect.equals(graph.root()) ? own : 0);
            if (count > 0) {
                rows.add(new Cascades.Rows(effect.table(), effect.deleted() ? 0 : count, effect.deleted() ? count : 0));
            }
        }
        for (String table : kept.values()) {
            dialect.dropWork(connection, table);
        }
        return rows;
    }

    private void keep(Effect effect) throws SQLException {
        if (!graph.from(effect).isEmpty()) {
            String table = dialect.work(kept.size());
            dialect.createWork(
                    connection,
                    table,
                    "SELECT " + names("c.", graph.referenced(effect)) + " FROM "
                            + effect.table().quoted() + " AS c");
            kept.put(effect, table);
        }
    }

    /** The rows that the event changes itself. */
    private long insertOwn() throws SQLException {
        Collection<String> columns = graph.referenced(graph.root());
        String insert = "INSERT INTO " + kept.get(graph.root()) + " (" + names("", columns) + ") ";
        String select =
                "SELECT " + names("t.", columns) + " FROM " + plan.target().quoted() + " AS t" + dialect.locked();
        if (plan instanceof ChangePlan.Staged staged) {
            StagedSql sql = new StagedSql(dialect, staged);
            return connection.update(insert + select + " INNER JOIN " + sql.stage() + " ON " + sql.sameKeys()
                    + different(staged, columns));
        }
        TargetDialect.Condition condition = dialect.condition((ChangePlan.Conditional) plan);
        return connection.update(
                insert + select + " WHERE " + condition.sql(),
                condition.values().toArray());
    }

    /** A row whose key stays as it is takes no other row with it. */
    private String different(ChangePlan.Staged staged, Collection<String> referenced) {
        if (graph.root().deleted()) {
            return "";
        }
        return staged.values().stream()
                .filter(column -> referenced.contains(column.name()))
                .map(this::different)
                .collect(Collectors.joining(" OR ", " WHERE ", ""));
    }

    private String different(TargetColumn column) {
        String before = dialect.exact("t." + SqlServerTable.quote(column.name()), column);
        String after = dialect.exact(dialect.stagedValue("s", column), column);
        return "(" + before + " IS NOT NULL AND (" + after + " IS NULL OR " + before + " <> " + after + "))";
    }

    private void follow() throws SQLException {
        Deque<Effect> grown = new ArrayDeque<>(List.of(graph.root()));
        while (!grown.isEmpty()) {
            Effect effect = grown.remove();
            for (CascadeGraph.Step step : graph.from(effect)) {
                if (kept.containsKey(step.to()) && insertFollowing(effect, step) > 0) {
                    grown.add(step.to());
                }
            }
        }
    }

    private long insertFollowing(Effect from, CascadeGraph.Step step) throws SQLException {
        String table = kept.get(step.to());
        Collection<String> columns = graph.referenced(step.to());
        String same = columns.stream()
                .map(SqlServerTable::quote)
                .map(name -> "(n." + name + " = c." + name + " OR n." + name + " IS NULL AND c." + name + " IS NULL)")
                .collect(Collectors.joining(" AND "));
        return connection.update("INSERT INTO " + table + " (" + names("", columns) + ") SELECT "
                + names("c.", columns) + " FROM " + step.to().table().quoted() + " AS c" + dialect.locked()
                + " WHERE " + refers(step.key(), from) + " AND NOT EXISTS (SELECT 1 FROM " + table + " AS n WHERE "
                + same + ")");
    }

    private long count(Effect effect) throws SQLException {
        String rows = kept.containsKey(effect)
                ? kept.get(effect)
                : effect.table().quoted() + " AS c" + dialect.locked() + " WHERE "
                        + graph.to(effect).entrySet().stream()
                                .map(origin -> refers(origin.getKey(), origin.getValue()))
                                .collect(Collectors.joining(" OR "));
        return connection
                .list("SELECT COALESCE(SUM(CAST(1 AS bigint)), 0) FROM " + rows, row -> row.getLong(1))
                .get(0);
    }

    private String refers(ForeignKey key, Effect parent) {
        return key.columns().stream()
                .map(pair -> "p." + SqlServerTable.quote(pair.parent()) + " = c." + SqlServerTable.quote(pair.child()))
                .collect(
                        Collectors.joining(" AND ", "EXISTS (SELECT 1 FROM " + kept.get(parent) + " AS p WHERE ", ")"));
    }

    private static String names(String alias, Collection<String> columns) {
        return columns.stream().map(name -> alias + SqlServerTable.quote(name)).collect(Collectors.joining(", "));
    }

    /**
     * What follows from a change by foreign keys, as the catalog says. SQL Server allows trees only, but circles are understood
     * too, because other databases that speak TDS have them.
     */
    static final class CascadeGraph {

        private final List<ForeignKey> keys;
        private final Effect root;
        private final Map<Effect, List<Step>> steps = new LinkedHashMap<>();

        /**
         * Rows of a table that change.
         *
         * @param deleted whether they are deleted; else updated
         * @param changed the columns that are updated; empty for deleted rows
         */
        record Effect(SqlServerTable table, boolean deleted, Set<String> changed) {}

        /** From the rows of one table to those of another, or the same. */
        record Step(ForeignKey key, Effect to) {}

        private CascadeGraph(List<ForeignKey> keys, Effect root) {
            this.keys = keys;
            this.root = root;
        }

        static CascadeGraph of(List<ForeignKey> keys, ChangePlan plan) {
            CascadeGraph graph = new CascadeGraph(keys, root(plan));
            Deque<Effect> open = new ArrayDeque<>(List.of(graph.root));
            while (!open.isEmpty()) {
                Effect effect = open.remove();
                if (!graph.steps.containsKey(effect)) {
                    List<Step> found = graph.stepsFrom(effect);
                    graph.steps.put(effect, found);
                    found.forEach(step -> open.add(step.to()));
                }
            }
            return graph;
        }

        private static Effect root(ChangePlan plan) {
            if (plan.kind() == SyncOperation.Kind.DELETE) {
                return new Effect(plan.target(), true, Set.of());
            }
            return new Effect(
                    plan.target(),
                    false,
                    ((ChangePlan.Staged) plan)
                            .values().stream().map(TargetColumn::name).collect(Collectors.toSet()));
        }

        private List<Step> stepsFrom(Effect effect) {
            List<Step> found = new ArrayList<>();
            for (ForeignKey key : keys) {
                if (key.parent().equals(effect.table()) && action(key, effect) != ForeignKey.Action.NONE) {
                    boolean deleted = effect.deleted() && key.onDelete() == ForeignKey.Action.CASCADE;
                    Set<String> changed =
                            key.columns().stream().map(ForeignKey.Pair::child).collect(Collectors.toSet());
                    found.add(new Step(key, new Effect(key.child(), deleted, deleted ? Set.of() : changed)));
                }
            }
            return found;
        }

        private static ForeignKey.Action action(ForeignKey key, Effect effect) {
            if (effect.deleted()) {
                return key.onDelete();
            }
            boolean touched =
                    key.columns().stream().anyMatch(pair -> effect.changed().contains(pair.parent()));
            return touched ? key.onUpdate() : ForeignKey.Action.NONE;
        }

        /** The event's own rows. */
        Effect root() {
            return root;
        }

        /** All effects, the root first. */
        Set<Effect> effects() {
            return steps.keySet();
        }

        /** What follows from it directly; empty for a leaf. */
        List<Step> from(Effect effect) {
            return steps.get(effect);
        }

        /** What it follows from. */
        Map<ForeignKey, Effect> to(Effect effect) {
            Map<ForeignKey, Effect> origins = new LinkedHashMap<>();
            steps.forEach((origin, following) -> following.stream()
                    .filter(step -> step.to().equals(effect))
                    .forEach(step -> origins.put(step.key(), origin)));
            return origins;
        }

        /** The columns by which rows that follow from it are found; they identify its rows, because keys refer to them. */
        Set<String> referenced(Effect effect) {
            Set<String> columns = new TreeSet<>();
            from(effect).forEach(step -> step.key().columns().forEach(pair -> columns.add(pair.parent())));
            return columns;
        }
    }
}
