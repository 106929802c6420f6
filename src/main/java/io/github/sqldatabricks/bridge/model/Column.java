package io.github.sqldatabricks.bridge.model;

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

    public Column {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(sourceType, "sourceType");
        if (name == null || name.isEmpty()) {
            throw new IllegalArgumentException("a column needs a name");
        }
    }
}
