package io.github.sqldatabricks.bridge.airbyte.source;

import java.util.Optional;

/**
 * A column of a table or view.
 *
 * @param name as the catalog spells it
 * @param type with all its parts
 * @param nullable whether a null can occur
 * @param comment what its owner wrote about it
 */
public record TableColumn(String name, DatabricksType type, boolean nullable, Optional<String> comment) {}
