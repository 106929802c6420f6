package io.github.sqldatabricks.bridge.replication.change;

import io.github.sqldatabricks.bridge.replication.SourceTable.SourceColumn;

/**
 * The column that tells what changed.
 *
 * @param name as the source has it, without quotes
 * @param nullable whether rows may have no value
 */
public record CursorColumn(String name, CursorType type, boolean nullable) {

    /**
     * A column of a table as its catalogue describes it.
     *
     * @throws io.github.sqldatabricks.bridge.model.BridgeException.InvalidRequest ({@code change-column-refused}) when its values have no
     *     exact order
     */
    public static CursorColumn of(SourceColumn column) {
        return new CursorColumn(column.name(), CursorType.of(column.name(), column.sourceType()), column.nullable());
    }
}
