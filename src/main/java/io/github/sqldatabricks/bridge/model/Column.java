package io.github.sqldatabricks.bridge.model;

import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * One column of a row stream.
 *
 * @param name as the source spells it, never empty
 * @param type what its values are
 * @param nullable whether a null can occur
 * @param sourceType the source's own name of the type, such as {@code datetime2(7)}; for people and manifests
 */
public record Column(String name, ColumnType type, boolean nullable, String sourceType) {

    /** Databricks' types whose values have parts. */
    private static final List<String> NESTED = List.of("ARRAY", "MAP", "STRUCT", "VARIANT");

    public Column {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(sourceType, "sourceType");
        if (name == null || name.isEmpty()) {
            throw new IllegalArgumentException("a column needs a name");
        }
    }

    /** Whether the source's type is one of Databricks' whose values have parts, such as {@code ARRAY<STRING>}. */
    public boolean isNested() {
        String upper = sourceType.strip().toUpperCase(Locale.ROOT);
        return NESTED.stream().anyMatch(upper::startsWith);
    }
}
