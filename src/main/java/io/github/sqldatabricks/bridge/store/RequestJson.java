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
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;

/** A request as JSON: the same request always gives the same text, and the text gives the same request. */
final class RequestJson {

    private RequestJson() {}

    static String write(ExtractionRequest request) {
        ObjectNode json = Json.object();
        request.queriesPath().ifPresent(path -> json.put("queries_path", path));
        request.configPath().ifPresent(path -> json.put("config_path", path));
        json.put("country", request.country().code());
        request.destination().ifPresent(path -> json.put("destination", path.value()));
        request.queries().forEach(query -> json.withArray("queries").add(query.value()));
        json.put("overwrite", request.overwrite());
        request.chunkSize().ifPresent(rows -> json.put("chunk_size", rows));
        request.limit().ifPresent(rows -> json.put("limit", rows));
        ObjectNode parameters = json.putObject("parameters");
        new TreeMap<>(request.parameters()).forEach((name, value) -> parameters.set(name, ParameterJson.write(value)));
        return Json.write(json);
    }

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
                parameters(json.get("parameters")),
                json.has("limit") ? OptionalLong.of(json.get("limit").longValue()) : OptionalLong.empty());
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
