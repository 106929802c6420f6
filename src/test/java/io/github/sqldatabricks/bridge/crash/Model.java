package io.github.sqldatabricks.bridge.crash;

import io.github.sqldatabricks.bridge.sync.EventMetadata.DiscrepancyPolicy;
import io.github.sqldatabricks.bridge.sync.EventOutcome.ChangeCounts;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/** What events do, said simply: tables are maps, and an event is done by one thread at once or not at all. */
final class Model {

    /** The order of events of one table. */
    static final Comparator<ModelEvent> ORDER = Comparator.comparing(
                    (ModelEvent event) -> event.event().priority())
            .reversed()
            .thenComparing(event -> event.event().createdAt())
            .thenComparing(ModelEvent::id);

    private final Map<String, Map<Integer, String>> tables = new TreeMap<>();
    private long changes;

    /** @param rows how many each table has, their ids from 0 */
    Model(int rows) {
        for (int i = 0; i < ModelEvent.TABLES; i++) {
            Map<Integer, String> table = new TreeMap<>();
            for (int id = 0; id < rows; id++) {
                table.put(id, ChangeLog.SEED + id);
            }
            tables.put("t" + i, table);
        }
    }

    /** The rows of all tables: id and name. */
    List<String> rows() {
        return tables.values().stream()
                .flatMap(table -> table.entrySet().stream())
                .map(row -> row.getKey() + " " + row.getValue())
                .toList();
    }

    /** How many rows were changed so far. */
    long changes() {
        return changes;
    }

    /** Does what the event asks for; returns its status, and how many rows it changed when it is completed. */
    String apply(ModelEvent event) {
        if (isImpossible(event)) {
            return "failed";
        }
        Map<Integer, String> after = new TreeMap<>(tables.get(event.table()));
        Optional<ChangeCounts> counts = change(event, after);
        if (counts.isEmpty()) {
            return "failed";
        }
        if (counts.get().deleted() > PlannedEvent.LIMITS.maxDeletedRows().getAsLong()) {
            return "blocked";
        }
        if (isRolledBackByItsOwnWish(event, counts.get())) {
            return "failed";
        }
        tables.put(event.table(), after);
        changes += counts.get().total();
        return "completed " + counts.get().total();
    }

    private static boolean isImpossible(ModelEvent event) {
        return switch (event.trouble()) {
            case NO_TARGET -> true;
            case NO_SOURCE, NEVER_PASSES -> event.hasSource();
            case NONE, PASSES, ONE_ATTEMPT -> false;
        };
    }

    private static boolean isRolledBackByItsOwnWish(ModelEvent event, ChangeCounts counts) {
        OptionalLong expected = event.event().rowsExpected();
        return expected.isPresent()
                && expected.getAsLong() != counts.total()
                && event.event().metadata().onDiscrepancy() == DiscrepancyPolicy.ROLLBACK;
    }

    /** Empty when the database or the check of keys refuses it. */
    private static Optional<ChangeCounts> change(ModelEvent event, Map<Integer, String> rows) {
        Set<Integer> ids = new HashSet<>(event.ids());
        if (event.hasSource() && ids.size() < event.ids().size()) {
            return Optional.empty();
        }
        Set<Integer> known = new HashSet<>(ids);
        known.retainAll(rows.keySet());
        return switch (event.kind()) {
            case INSERT ->
                known.isEmpty() ? Optional.of(ChangeCounts.inserted(put(event, rows, ids))) : Optional.empty();
            case UPDATE -> Optional.of(ChangeCounts.updated(put(event, rows, known)));
            case UPSERT -> Optional.of(new ChangeCounts(put(event, rows, ids) - known.size(), known.size(), 0));
            case DELETE -> Optional.of(ChangeCounts.deleted(delete(event, rows, ids)));
        };
    }

    private static long put(ModelEvent event, Map<Integer, String> rows, Set<Integer> ids) {
        ids.forEach(id -> rows.put(id, event.name()));
        return ids.size();
    }

    private static long delete(ModelEvent event, Map<Integer, String> rows, Set<Integer> ids) {
        int before = rows.size();
        if (event.hasSource()) {
            rows.keySet().removeAll(ids);
        } else {
            rows.values().removeIf(event.name()::equals);
        }
        return before - rows.size();
    }
}
