package io.github.sqldatabricks.bridge.target;

import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.sync.ChangePlan;
import io.github.sqldatabricks.bridge.sync.OperationKind;
import io.github.sqldatabricks.bridge.sync.TargetColumn;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What follows from a change by foreign keys, as the catalog says. SQL Server allows trees only, but circles are understood
 * too, because other databases that speak TDS have them.
 */
final class CascadeGraph {

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
        if (plan.kind() == OperationKind.DELETE) {
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
