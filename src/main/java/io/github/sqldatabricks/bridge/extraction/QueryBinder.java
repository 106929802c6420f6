package io.github.sqldatabricks.bridge.extraction;

import io.github.sqldatabricks.bridge.extraction.input.ShownValue;
import io.github.sqldatabricks.bridge.extraction.template.BoundStatement;
import io.github.sqldatabricks.bridge.extraction.template.SqlTemplate;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import io.github.sqldatabricks.bridge.model.VolumePath;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Gives the templates of one request their values. */
final class QueryBinder {

    private final ExtractionRequest request;
    private final ParameterValues parameters;
    private final VolumePath destination;
    private final int defaultChunkSize;

    QueryBinder(ExtractionRequest request, ParameterValues parameters, VolumePath destination, int defaultChunkSize) {
        this.request = request;
        this.parameters = parameters;
        this.destination = destination;
        this.defaultChunkSize = defaultChunkSize;
    }

    /** @throws BridgeException.InvalidRequest naming all missing parameters of all templates */
    List<PlannedQuery> bindAll(List<SqlTemplate> templates) {
        requireAll(templates);
        return templates.stream().map(this::bind).toList();
    }

    private void requireAll(List<SqlTemplate> templates) {
        StringBuilder missing = new StringBuilder();
        for (SqlTemplate template : templates) {
            List<String> names = parameters.missing(template);
            if (!names.isEmpty()) {
                missing.append(" Query '").append(template.name()).append("' needs ");
                missing.append(String.join(", ", names)).append('.');
            }
        }
        if (!missing.isEmpty()) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.MISSING_PARAMETERS,
                    "Parameters are missing." + missing + " Give them in " + request.country()
                            + ".yaml, in common_params.yaml or in the request.");
        }
    }

    private PlannedQuery bind(SqlTemplate template) {
        Map<String, ParameterValue> values = parameters.of(template);
        BoundStatement statement = template.bind(values);
        RowQuery query = new RowQuery(
                request.country(),
                template.name(),
                statement.sql(),
                statement.parameters(),
                request.limit(),
                template.directives().temporalPolicies());
        return new PlannedQuery(
                query,
                template.sha256(),
                values,
                shown(template, values),
                secrets(template, values),
                destination.resolve(template.name().value()),
                request.overwrite(),
                request.chunkSize().orElse(defaultChunkSize));
    }

    private static SecretParameters secrets(SqlTemplate template, Map<String, ParameterValue> values) {
        Map<String, ParameterValue> secrets = new HashMap<>(values);
        secrets.keySet()
                .removeIf(
                        name -> !ShownValue.isSecret(name, template.directives().secrets()));
        return new SecretParameters(secrets);
    }

    private static Map<String, String> shown(SqlTemplate template, Map<String, ParameterValue> values) {
        Map<String, String> shown = new TreeMap<>();
        values.forEach((name, value) ->
                shown.put(name, ShownValue.of(name, value, template.directives().secrets())));
        return shown;
    }
}
