package io.github.sqldatabricks.bridge.databricks.source;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.UnityTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Which columns of a table are read. */
public final class SelectedColumns {

    private SelectedColumns() {}

    /**
     * The columns that are wanted, in the order of the table.
     *
     * @param described type by name of all columns, as {@link SourceColumn#of} takes them
     * @param wanted case ignored; empty for all
     * @throws BridgeException.RemotePermanent when one is not there ({@code columns-do-not-match}), or its type has no form
     *     ({@code source-type-refused})
     */
    public static List<SourceColumn> of(UnityTable table, Map<String, String> described, List<String> wanted) {
        wanted.forEach(name -> requireThere(table, described, name));
        List<SourceColumn> columns = new ArrayList<>();
        described.forEach((name, type) -> {
            if (wanted.isEmpty() || wanted.stream().anyMatch(name::equalsIgnoreCase)) {
                columns.add(SourceColumn.of(name, type));
            }
        });
        return columns;
    }

    private static void requireThere(UnityTable table, Map<String, String> described, String name) {
        if (described.keySet().stream().noneMatch(name::equalsIgnoreCase)) {
            throw new BridgeException.RemotePermanent(
                    ErrorCode.COLUMNS_DO_NOT_MATCH,
                    "Key column '" + name + "' is not in " + table + ". Nothing was changed.");
        }
    }
}
