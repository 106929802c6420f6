package io.github.sqldatabricks.bridge.airbyte.discovery;

import io.github.sqldatabricks.bridge.airbyte.configuration.ReadOptions;
import io.github.sqldatabricks.bridge.airbyte.configuration.RowFilter;
import io.github.sqldatabricks.bridge.airbyte.configuration.TableSelection;
import io.github.sqldatabricks.bridge.airbyte.source.WorkspaceTables;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.UnityTable;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Tries all that a read needs: the login, the warehouse, and the rights on catalog, schemas and each selected table. */
public final class ConnectionCheck {

    /** Of more tables only the number is told. */
    private static final int SHOWN_PROBLEMS = 5;

    private final WorkspaceTables workspace;
    private final TableSelection selection;
    private final ReadOptions reading;

    /** @param reading how many tables are tried at once, and the row filters, whose tables must be there */
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
        progress.accept("Trying to read " + tables.size() + " tables.");
        List<String> problems = ParallelCalls.map(tables, reading.parallelism(), this::problem).stream()
                .flatMap(Optional::stream)
                .toList();
        if (!problems.isEmpty()) {
            throw new BridgeException.RemotePermanent("tables-not-readable", message(problems, tables.size()));
        }
    }

    /** Of a misspelt table, all rows would be read. */
    private static void requireTable(RowFilter filter, List<UnityTable> tables) {
        if (tables.stream().noneMatch(filter.table()::matches)) {
            throw new BridgeException.InvalidRequest(
                    "invalid-row-filter",
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
