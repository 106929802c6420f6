package io.github.sqldatabricks.bridge.load;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A table as it is now.
 *
 * @param id Unity Catalog's, which a table that is dropped and made again does not keep; empty where the catalog tells none
 * @param columns in their order
 */
public record DeltaTable(Optional<String> id, List<DeltaColumn> columns) {

    public DeltaTable {
        columns = List.copyOf(columns);
    }

    /**
     * One column of it.
     *
     * @param name as the table spells it
     * @param type in Databricks' words and lower case, such as {@code decimal(10,2)}
     */
    public record DeltaColumn(String name, String type, boolean nullable) {}

    /** The column of that name, whatever its case, as Delta compares. */
    public Optional<DeltaColumn> column(String name) {
        String wanted = name.toLowerCase(Locale.ROOT);
        return columns.stream()
                .filter(column -> column.name().toLowerCase(Locale.ROOT).equals(wanted))
                .findFirst();
    }
}
