package io.github.sqldatabricks.bridge.airbyte.discovery;

import io.github.sqldatabricks.bridge.airbyte.configuration.TableName;
import io.github.sqldatabricks.bridge.airbyte.configuration.TableSelection;
import io.github.sqldatabricks.bridge.airbyte.source.WorkspaceTables;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.UnityTable;
import java.util.List;

/** Finds the tables that a user selected. */
final class SelectedTables {

    private SelectedTables() {}

    /**
     * The selected tables that may be seen, sorted by schema and name; at least one.
     *
     * @throws BridgeException.NotFound when a table that is named is not there, or nothing is
     */
    static List<UnityTable> of(WorkspaceTables workspace, TableSelection selection) {
        String catalog = selection.catalog();
        List<String> schemas = selection.schema().map(List::of).orElseGet(() -> workspace.schemas(catalog));
        List<UnityTable> found = schemas.stream()
                .flatMap(schema -> workspace.tables(catalog, schema).stream())
                .filter(selection::selects)
                .toList();
        requireAll(selection, found);
        if (found.isEmpty()) {
            throw new BridgeException.NotFound(
                    ErrorCode.NO_TABLES,
                    "Expected tables in " + place(selection) + " that are selected and may be seen, but found none."
                            + " Correct catalog, schema, tables or table_pattern, or " + grants(selection));
        }
        return found;
    }

    private static void requireAll(TableSelection selection, List<UnityTable> found) {
        List<String> missing = selection.names().stream()
                .filter(name -> found.stream().noneMatch(name::matches))
                .map(TableName::toString)
                .toList();
        if (!missing.isEmpty()) {
            throw new BridgeException.NotFound(
                    ErrorCode.TABLE_NOT_FOUND,
                    "Expected " + String.join(", ", missing) + " in " + place(selection)
                            + ", but no such table or view may be seen there. Correct the names, or "
                            + grants(selection));
        }
    }

    private static String place(TableSelection selection) {
        return selection
                .schema()
                .map(schema -> selection.catalog() + "." + schema)
                .orElse("catalog " + selection.catalog());
    }

    private static String grants(TableSelection selection) {
        return "let the principal see them: GRANT USE CATALOG, USE SCHEMA, SELECT ON CATALOG "
                + UnityTable.quote(selection.catalog()) + " TO `<principal>`.";
    }
}
