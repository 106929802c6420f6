package io.github.sqldatabricks.bridge.extraction;

import io.github.sqldatabricks.bridge.extraction.ExtractionConfig.FileNaming;
import io.github.sqldatabricks.bridge.extraction.input.ParameterText;
import io.github.sqldatabricks.bridge.load.LoadMode;
import io.github.sqldatabricks.bridge.load.LoadSettings;
import io.github.sqldatabricks.bridge.load.LoadSpec;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.UnityTable;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Into which tables the queries of a request are loaded, by the request and their templates.
 *
 * @param naming of the files
 */
record PlannedLoads(FileNaming naming) {

    /**
     * How one query's rows are loaded.
     *
     * @param values the parameters that the template uses
     * @param secrets which of them may be shown to nobody
     * @return empty when nothing names a table
     * @throws BridgeException.InvalidRequest ({@code invalid-load}) when it can't be
     */
    Optional<LoadSettings> settings(
            ExtractionRequest request,
            QueryName query,
            LoadSpec template,
            Map<String, ParameterValue> values,
            Set<String> secrets) {
        LoadSpec spec = request.load().forQuery(query, template);
        if (!spec.hasTarget()) {
            if (request.load().only(query).equals(LoadSpec.NONE)) {
                return Optional.empty();
            }
            throw invalid(
                    "Expected a load of query '" + query + "' with a target like main.sales.{query}, but neither the"
                            + " request nor the template names one.");
        }
        if (naming == FileNaming.FIXED) {
            throw invalid("Expected files that no other run overwrites while they are loaded, but"
                    + " bridge.extraction.file-names is fixed. Let the operator set it to run.");
        }
        Map<String, String> names = Map.of("country", request.country().code(), "query", query.value());
        return Optional.of(spec.settings(names, name -> value(name, names, values, secrets)));
    }

    private static Optional<String> value(
            String name, Map<String, String> names, Map<String, ParameterValue> values, Set<String> secrets) {
        if (values.get(name) instanceof ParameterValue.Scalar scalar && !secrets.contains(name) && !scalar.isNull()) {
            return Optional.of(ParameterText.plain(scalar));
        }
        return Optional.ofNullable(names.get(name));
    }

    /**
     * Checks that each field of the request is for one of its queries.
     *
     * @throws BridgeException.InvalidRequest ({@code invalid-load}) when it has fields for a query that it does not run
     */
    static void requireKnown(ExtractionRequest request, List<PlannedQuery> planned) {
        Set<String> names =
                planned.stream().map(query -> query.query().name().value()).collect(Collectors.toSet());
        for (String query : request.load().queries()) {
            if (!names.contains(query)) {
                throw invalid("Expected load.queries to name queries of the request, but got '" + query + "'.");
            }
        }
    }

    /**
     * Checks the queries of a request together.
     *
     * @throws BridgeException.InvalidRequest ({@code invalid-load}) when two of them would replace one table
     */
    static void requireApart(List<PlannedQuery> planned) {
        Map<String, QueryName> replaced = new HashMap<>();
        planned.forEach(query -> query.load()
                .filter(load -> load.mode() instanceof LoadMode.Replace)
                .ifPresent(load ->
                        requireAlone(replaced, load.target(), query.query().name())));
    }

    private static void requireAlone(Map<String, QueryName> replaced, UnityTable target, QueryName query) {
        QueryName other = replaced.put(target.toString().toLowerCase(Locale.ROOT), query);
        if (other != null) {
            throw invalid("Expected a table of its own for each query that replaces one, but '" + other + "' and '"
                    + query + "' both replace " + target + ". Put {query} into the target, or use another mode.");
        }
    }

    private static BridgeException invalid(String message) {
        return new BridgeException.InvalidRequest(ErrorCode.INVALID_LOAD, message);
    }
}
