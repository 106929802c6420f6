package io.github.sqldatabricks.bridge.airbyte.discovery;

import io.github.sqldatabricks.bridge.airbyte.configuration.ReadOptions;
import io.github.sqldatabricks.bridge.airbyte.configuration.ReadOptions.RowFilter;
import io.github.sqldatabricks.bridge.airbyte.configuration.TableSelection;
import io.github.sqldatabricks.bridge.airbyte.source.WorkspaceTables;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.UnityTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Tries all that a read needs: the login, the warehouse, and the rights on catalog, schemas and tables. Unity Catalog lists a table only
 * to those who may read it, so reading is tried for some of them, of all schemas in turn; the time of a check does not grow with
 * their number.
 */
public final class ConnectionCheck {

    /** So many tables are read of. */
    private static final int TRIED = 10;
    /** Of more tables only the number is told. */
    private static final int SHOWN_PROBLEMS = 5;

    private final WorkspaceTables workspace;
    private final TableSelection selection;
    private final ReadOptions reading;

    /** @param reading the row filters, whose tables must be there */
    public ConnectionCheck(WorkspaceTables workspace, TableSelection selection, ReadOptions reading) {
        this.workspace = workspace;
        this.selection = selection;
        this.reading = reading;
    }

    /**
     * Returns when all selected tables can be read. The catalog is asked first, because a wrong login or name must not cost the
     * start of a warehouse.
     *
     * @param progress hears what is waited for
     * @throws BridgeException what is wrong and what to do
     */
    public void run(Consumer<String> progress) {
        List<UnityTable> tables = SelectedTables.of(workspace, selection);
        reading.rowFilters().forEach(filter -> requireTable(filter, tables));
        workspace.awaitWarehouse(progress);
        List<UnityTable> tried = some(tables);
        String number = tried.size() < tables.size() ? tried.size() + " of " + tables.size() : "" + tables.size();
        progress.accept("Trying to read " + number + " tables.");
        List<String> problems = SelectedTables.askAll(tried, this::problem, () -> {}).stream()
                .flatMap(Optional::stream)
                .toList();
        if (!problems.isEmpty()) {
            throw new BridgeException.RemotePermanent(ErrorCode.TABLES_NOT_READABLE, message(problems, tried.size()));
        }
    }

    /** The first ones of all schemas, then the second ones, and so on. */
    private static List<UnityTable> some(List<UnityTable> tables) {
        Map<String, Integer> places = new HashMap<>();
        Map<Integer, List<UnityTable>> byPlace = new TreeMap<>();
        for (UnityTable table : tables) {
            int place = places.merge(table.schema(), 1, Integer::sum);
            byPlace.computeIfAbsent(place, same -> new ArrayList<>()).add(table);
        }
        return byPlace.values().stream().flatMap(List::stream).limit(TRIED).toList();
    }

    /** Of a misspelt table, all rows would be read. */
    private static void requireTable(RowFilter filter, List<UnityTable> tables) {
        if (tables.stream().noneMatch(filter.table()::matches)) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.INVALID_ROW_FILTER,
                    "Expected a selected table in the row filter on column '" + filter.column() + "', but there is no '"
                            + filter.table() + "' among them. Correct it in row_filters.");
        }
    }

    /** One table's problem hides no other's; what passes, or is no table's own, ends the check. */
    private Optional<String> problem(UnityTable table) {
        try {
            workspace.requireReadable(table);
            return Optional.empty();
        } catch (BridgeException.RemotePermanent e) {
            return Optional.of(e.getMessage());
        }
    }

    private static String message(List<String> problems, int tables) {
        String shown = String.join(" ", problems.subList(0, Math.min(SHOWN_PROBLEMS, problems.size())));
        int hidden = problems.size() - SHOWN_PROBLEMS;
        return problems.size() + " of " + tables + " selected tables can't be read. " + shown
                + (hidden > 0 ? " And " + hidden + " more." : "");
    }
}
