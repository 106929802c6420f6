package io.github.sqldatabricks.bridge.airbyte.configuration;

import io.github.sqldatabricks.bridge.model.UnityTable;
import java.util.List;
import java.util.Optional;

/**
 * Which tables are streams.
 *
 * @param catalog of Unity Catalog
 * @param schema one schema, or empty for all that may be seen
 * @param names these only, or empty for all; each must be there
 * @param pattern those whose names fit only, or empty for all; never together with {@code names}
 */
public record TableSelection(
        String catalog, Optional<String> schema, List<TableName> names, Optional<NamePattern> pattern) {

    public TableSelection {
        names = List.copyOf(names);
    }

    /** Whether a table of the catalog and its selected schemas is a stream. */
    public boolean selects(UnityTable table) {
        boolean named = names.isEmpty() || names.stream().anyMatch(name -> name.matches(table));
        return named && pattern.map(some -> some.matches(table.name())).orElse(true);
    }
}
