package io.github.sqldatabricks.bridge.airbyte.configuration;

import io.github.sqldatabricks.bridge.model.UnityTable;
import java.util.Optional;

/**
 * A table as a user names it.
 *
 * @param schema its schema, or empty for a table of that name in any selected schema
 */
public record TableName(Optional<String> schema, String name) {

    /** Whether the table is meant; case is ignored, as Unity Catalog does. */
    public boolean matches(UnityTable table) {
        return name.equalsIgnoreCase(table.name())
                && schema.map(table.schema()::equalsIgnoreCase).orElse(true);
    }

    @Override
    public String toString() {
        return schema.map(text -> text + ".").orElse("") + name;
    }
}
