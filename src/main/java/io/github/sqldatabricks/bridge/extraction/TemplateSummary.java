package io.github.sqldatabricks.bridge.extraction;

import io.github.sqldatabricks.bridge.model.QueryName;
import java.util.List;

/**
 * A template, for people.
 *
 * @param description what {@code -- @description} says; may be empty
 * @param parameters in order of first use
 */
public record TemplateSummary(QueryName name, String description, List<String> parameters) {
    public TemplateSummary {
        parameters = List.copyOf(parameters);
    }
}
