package io.github.sqldatabricks.bridge.extraction;

import io.github.sqldatabricks.bridge.model.ParameterValue;
import io.github.sqldatabricks.bridge.model.VolumePath;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * One query of a request with everything decided: what runs, where its output goes.
 *
 * @param query the bound statement
 * @param templateSha256 of the template's text, in hexadecimal; goes into the manifest
 * @param parameters the values that the template uses, by name
 * @param shownParameters the parameters that the template uses, as text, secrets masked
 * @param secrets those of the parameters that are secret
 * @param folder {@code {destination}/{country}/{query}}
 * @param overwrite whether output that is there is replaced
 * @param chunkSize rows per file, at least 1
 */
public record PlannedQuery(
        RowQuery query,
        String templateSha256,
        Map<String, ParameterValue> parameters,
        Map<String, String> shownParameters,
        SecretParameters secrets,
        VolumePath folder,
        boolean overwrite,
        int chunkSize) {

    public PlannedQuery {
        parameters = Map.copyOf(parameters);
        shownParameters = Map.copyOf(shownParameters);
    }

    /** The names of the parameters that are bound as text, because the template declares no type for them; in order. */
    SortedSet<String> untyped() {
        SortedSet<String> names = new TreeSet<>();
        parameters.forEach((name, value) -> {
            boolean texts = value instanceof ParameterValue.Many many
                    && many.values().stream().anyMatch(ParameterValue.Text.class::isInstance);
            if (texts || value instanceof ParameterValue.Text) {
                names.add(name);
            }
        });
        return names;
    }
}
