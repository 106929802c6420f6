package io.github.sqldatabricks.bridge.load;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.RowSchema;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.model.VolumePath;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * One load: these files into this table.
 *
 * @param id of the load, the same in each attempt at it: lower-case letters, digits and {@code -}, up to 64
 * @param target the table; made when it is missing
 * @param mode what the rows do to those that are there
 * @param contract what may happen when the source's columns and the table's differ
 * @param limits how much the load may take away
 * @param files the Parquet files, all of one folder, at least one; no path is ever used by another load
 * @param schema of the files
 * @param rows in all files
 */
public record LoadOrder(
        String id,
        UnityTable target,
        LoadMode mode,
        SchemaContract contract,
        LoadLimits limits,
        List<VolumePath> files,
        RowSchema schema,
        long rows) {

    private static final Pattern ID = Pattern.compile("[a-z0-9-]{1,64}");

    /** @throws BridgeException.InvalidRequest when a column that the mode needs is not among those of the files */
    public LoadOrder {
        files = List.copyOf(files);
        if (!ID.matcher(id).matches() || files.isEmpty() || rows < 0) {
            throw new IllegalArgumentException("a load needs an id, files and a count of rows: " + id);
        }
        for (String needed : mode.neededColumns()) {
            if (schema.find(needed).isEmpty()) {
                throw new BridgeException.InvalidRequest(
                        ErrorCode.INVALID_LOAD,
                        "Expected the column '" + needed + "', which mode " + mode.text()
                                + " needs, among those that are read: "
                                + schema.columns().stream()
                                        .map(column -> column.name())
                                        .toList() + ".");
            }
        }
        for (String system : List.of(LoadMode.LOAD_ID, LoadMode.SEQUENCE)) {
            if (schema.find(system).isPresent()) {
                throw new BridgeException.InvalidRequest(
                        ErrorCode.INVALID_LOAD,
                        "The column '" + system
                                + "' is the bridge's own. Give the one of the source an alias with AS.");
            }
        }
    }

    /** What the target's state is kept under: one row a table, whatever the spelling of its name. */
    public String stream() {
        return target.toString().toLowerCase(Locale.ROOT);
    }
}
