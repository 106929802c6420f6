package io.github.sqldatabricks.bridge.model;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The columns of a row stream, in order.
 *
 * @param columns at least one; names differ even when case is ignored, because Delta compares so
 */
public record RowSchema(List<Column> columns) {

    /** @throws BridgeException.InvalidRequest when there is no column or a name comes twice */
    public RowSchema {
        columns = List.copyOf(columns);
        if (columns.isEmpty()) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.NO_COLUMNS, "Expected a query that returns columns, got none.");
        }
        Set<String> seen = new HashSet<>();
        for (Column column : columns) {
            if (!seen.add(column.name().toLowerCase(Locale.ROOT))) {
                throw new BridgeException.InvalidRequest(
                        ErrorCode.DUPLICATE_COLUMN,
                        "The query returns two columns named '" + column.name()
                                + "' (case is ignored). Give one of them an alias with AS.");
            }
        }
    }

    /**
     * Where the column of that name is; case is ignored.
     *
     * @throws IllegalStateException when there is none
     */
    public int indexOf(String name) {
        for (int i = 0; i < columns.size(); i++) {
            if (isNamed(columns.get(i), name)) {
                return i;
            }
        }
        throw new IllegalStateException("the result has no column that was asked for: " + name);
    }

    /** As Delta compares; {@code equalsIgnoreCase} would take the Turkish dotless i for an i. */
    private static boolean isNamed(Column column, String name) {
        return column.name().toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT));
    }

    /** The column of that name; case is ignored. */
    public Optional<Column> find(String name) {
        return columns.stream().filter(column -> isNamed(column, name)).findFirst();
    }

    /** How many columns there are. */
    public int size() {
        return columns.size();
    }
}
