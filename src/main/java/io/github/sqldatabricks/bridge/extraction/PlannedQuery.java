package io.github.sqldatabricks.bridge.extraction;

import io.github.sqldatabricks.bridge.model.ParameterValue;
import io.github.sqldatabricks.bridge.model.VolumePath;
import java.util.Map;

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
}
