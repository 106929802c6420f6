package io.github.sqldatabricks.bridge.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sqldatabricks.bridge.extraction.ExtractionRequest;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.VolumePath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;

/** A request as JSON: the same request always gives the same text, and the text gives the same request. */
final class RequestJson {

    private static final String PARAMETERS = "parameters";
    private static final String SEALED = "sealed_parameters";

    private RequestJson() {}

    /** The whole request. */
    static String write(ExtractionRequest request) {
        ObjectNode json = withoutParameters(request);
        json.set(PARAMETERS, parametersNode(request));
        return Json.write(json);
    }

    /** The request with its parameters as they were sealed. */
    static String writeSealed(ExtractionRequest request, String sealed) {
        return Json.write(withoutParameters(request).put(SEALED, sealed));
    }

    /** The parameters alone. */
    static String parameters(ExtractionRequest request) {
        return Json.write(parametersNode(request));
    }

    private static ObjectNode withoutParameters(ExtractionRequest request) {
        ObjectNode json = Json.object();
        request.queriesPath().ifPresent(path -> json.put("queries_path", path));
        request.configPath().ifPresent(path -> json.put("config_path", path));
        json.put("country", request.country().code());
        request.destination().ifPresent(path -> json.put("destination", path.value()));
        request.queries().forEach(query -> json.withArray("queries").add(query.value()));
        json.put("overwrite", request.overwrite());
        request.chunkSize().ifPresent(rows -> json.put("chunk_size", rows));
        request.limit().ifPresent(rows -> json.put("limit", rows));
        return json;
    }

    private static ObjectNode parametersNode(ExtractionRequest request) {
        ObjectNode json = Json.object();
        new TreeMap<>(request.parameters()).forEach((name, value) -> json.set(name, ParameterJson.write(value)));
        return json;
    }

    /** The request without its parameters. */
    static ExtractionRequest read(String text) {
        JsonNode json = Json.read(text);
        return new ExtractionRequest(
                Json.text(json, "queries_path"),
                Json.text(json, "config_path"),
                new Country(json.get("country").textValue()),
                Json.text(json, "destination").map(VolumePath::new),
                queries(json),
                json.get("overwrite").booleanValue(),
                json.has("chunk_size") ? OptionalInt.of(json.get("chunk_size").intValue()) : OptionalInt.empty(),
                Map.of(),
                json.has("limit") ? OptionalLong.of(json.get("limit").longValue()) : OptionalLong.empty());
    }

    /** The sealed parameters in a request; empty when they are not sealed. */
    static Optional<String> sealed(String text) {
        return Json.text(Json.read(text), SEALED);
    }

    /** The parameters in a request in which they are not sealed. */
    static Map<String, ParameterValue> readParameters(String text) {
        return parameters(Json.read(text).get(PARAMETERS));
    }

    /** What {@link #parameters} wrote. */
    static Map<String, ParameterValue> parseParameters(String text) {
        return parameters(Json.read(text));
    }

    private static List<QueryName> queries(JsonNode json) {
        List<QueryName> names = new ArrayList<>();
        json.path("queries").forEach(name -> names.add(new QueryName(name.textValue())));
        return names;
    }

    private static Map<String, ParameterValue> parameters(JsonNode json) {
        Map<String, ParameterValue> values = new HashMap<>();
        json.properties().forEach(field -> values.put(field.getKey(), ParameterJson.read(field.getValue())));
        return values;
    }
}
