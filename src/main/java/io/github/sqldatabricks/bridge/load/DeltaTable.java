package io.github.sqldatabricks.bridge.load;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A table as it is now.
 *
 * @param id Unity Catalog's, which a table that is dropped and made again does not keep; empty where the catalog tells none
 * @param columns in their order
 * @param properties by name; empty when nobody says them
 */
public record DeltaTable(Optional<String> id, List<DeltaColumn> columns, Optional<Map<String, String>> properties) {

    public DeltaTable {
        columns = List.copyOf(columns);
        properties = properties.map(Map::copyOf);
    }

    /** One of which nobody asked for properties. */
    public DeltaTable(Optional<String> id, List<DeltaColumn> columns) {
        this(id, columns, Optional.empty());
    }

    /** Whether it is the same table, with the same columns in the same order. Properties change with each load. */
    public boolean isAs(DeltaTable other) {
        return id.equals(other.id) && columns.equals(other.columns);
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
