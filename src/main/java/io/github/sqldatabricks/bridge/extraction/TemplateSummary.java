package io.github.sqldatabricks.bridge.extraction;

import java.util.List;
import java.util.Optional;

/**
 * A template as people choose it.
 *
 * @param name the query's name; of a file whose name can't be one, the file's
 * @param description what its author says; may be empty
 * @param parameters the names that it needs values for, in order of use
 * @param disabled why it is not to be run; empty when it may be
 * @param problem why it can't be read; empty when it can
 */
public record TemplateSummary(
        String name, String description, List<String> parameters, Optional<String> disabled, Optional<String> problem) {

    public TemplateSummary {
        parameters = List.copyOf(parameters);
    }
}
