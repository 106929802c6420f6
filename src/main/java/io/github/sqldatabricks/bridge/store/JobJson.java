package io.github.sqldatabricks.bridge.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.sqldatabricks.bridge.extraction.ExtractionRequest;
import io.github.sqldatabricks.bridge.extraction.ExtractionRequest.Backfill;
import io.github.sqldatabricks.bridge.extraction.ExtractionRequest.StreamsRun;
import io.github.sqldatabricks.bridge.job.QueryLoad;
import io.github.sqldatabricks.bridge.job.QueryProgress.QueryState;
import io.github.sqldatabricks.bridge.job.QueryProgress.QueryState.QueryStatus;
import io.github.sqldatabricks.bridge.load.LoadSpec;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.model.VolumePath;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What stands as JSON in the columns of jobs: a request, its parameters, and how a query ended (which kind it is stands in the column
 * {@code state}). The same value always gives the same text, and the text gives the same value. An exact number is {@code {"exact":
 * "1.50"}}, so that its digits stay as they are.
 */
final class JobJson {

    private static final String EXACT = "exact";

    private static final String PARAMETERS = "parameters";
    private static final String SEALED = "sealed_parameters";
    private static final String SECRETS = "secret_parameters";

    private JobJson() {}

    /** The whole request. */
    static String write(ExtractionRequest request) {
        ObjectNode json = withoutParameters(request);
        json.set(PARAMETERS, parametersNode(request));
        return Json.write(json);
    }

    /**
     * The whole request, as it is stored.
     *
     * @param secrets which of the parameters nobody may see
     */
    static String write(ExtractionRequest request, Set<String> secrets) {
        ObjectNode json = withoutParameters(request);
        json.set(PARAMETERS, parametersNode(request));
        return Json.write(withSecrets(json, secrets));
    }

    /** The request with its parameters as they were sealed. */
    static String writeSealed(ExtractionRequest request, String sealed, Set<String> secrets) {
        return Json.write(withSecrets(withoutParameters(request).put(SEALED, sealed), secrets));
    }

    /** What is asked for of streams, without what it came to. */
    static String write(StreamsRun run) {
        ObjectNode json = Json.object();
        writeRun(json, run);
        return Json.write(json);
    }

    private static ObjectNode withSecrets(ObjectNode json, Set<String> secrets) {
        ArrayNode names = json.putArray(SECRETS);
        new TreeSet<>(secrets).forEach(names::add);
        return json;
    }

    /** Which parameters nobody may see; empty in what an older version wrote. */
    static Optional<Set<String>> secrets(String text) {
        JsonNode names = Json.read(text).path(SECRETS);
        Set<String> secrets = new HashSet<>();
        names.forEach(name -> secrets.add(name.textValue()));
        return names.isArray() ? Optional.of(secrets) : Optional.empty();
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
        request.run().ifPresent(run -> writeRun(json, run));
        if (!request.load().equals(LoadSpec.NONE)) {
            json.set("load", request.load().json());
        }
        return json;
    }

    private static ObjectNode parametersNode(ExtractionRequest request) {
        ObjectNode json = Json.object();
        new TreeMap<>(request.parameters()).forEach((name, value) -> json.set(name, parameterNode(value)));
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
                json.has("limit") ? OptionalLong.of(json.get("limit").longValue()) : OptionalLong.empty(),
                json.has("load") ? LoadSpec.of(json.get("load")) : LoadSpec.NONE,
                readRun(json));
    }

    /** What is not asked for is left out, so that the text of a request stays what earlier versions have stored a hash of. */
    private static void writeRun(ObjectNode json, StreamsRun run) {
        json.put("replication", run.replication());
        run.streams().ifPresent(pattern -> json.put("streams", pattern));
        if (run.reset()) {
            json.put("reset", true);
        }
        run.backfill().ifPresent(range -> {
            ObjectNode node =
                    json.putObject("backfill").put("from", range.from()).put("to", range.to());
            range.column().ifPresent(column -> node.put("column", column));
        });
    }

    private static Optional<StreamsRun> readRun(JsonNode json) {
        return Json.text(json, "replication")
                .map(name -> new StreamsRun(
                        name,
                        Json.text(json, "streams"),
                        json.path("reset").booleanValue(),
                        Optional.ofNullable(json.get("backfill")).map(JobJson::backfill)));
    }

    private static Backfill backfill(JsonNode json) {
        return new Backfill(
                Json.text(json, "column"),
                json.get("from").textValue(),
                json.get("to").textValue());
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
        json.properties().forEach(field -> values.put(field.getKey(), parameter(field.getValue())));
        return values;
    }

    private static JsonNode parameterNode(ParameterValue value) {
        if (value instanceof ParameterValue.Many many) {
            return JsonNodeFactory.instance
                    .arrayNode()
                    .addAll(many.values().stream().map(JobJson::parameterNode).toList());
        }
        if (value instanceof ParameterValue.Flag flag) {
            return BooleanNode.valueOf(flag.value());
        }
        if (value instanceof ParameterValue.Whole whole) {
            return LongNode.valueOf(whole.value());
        }
        if (value instanceof ParameterValue.Exact exact) {
            return Json.object().put(EXACT, exact.value().toString());
        }
        return value instanceof ParameterValue.Text text ? TextNode.valueOf(text.value()) : NullNode.getInstance();
    }

    private static ParameterValue parameter(JsonNode json) {
        return json.isArray() ? new ParameterValue.Many(scalars(json)) : scalar(json);
    }

    private static List<ParameterValue.Scalar> scalars(JsonNode array) {
        List<ParameterValue.Scalar> values = new ArrayList<>();
        array.forEach(element -> values.add(scalar(element)));
        return values;
    }

    private static ParameterValue.Scalar scalar(JsonNode json) {
        if (json.isNull()) {
            return new ParameterValue.Null();
        }
        if (json.isBoolean()) {
            return new ParameterValue.Flag(json.booleanValue());
        }
        if (json.isIntegralNumber()) {
            return new ParameterValue.Whole(json.longValue());
        }
        return json.isObject()
                ? new ParameterValue.Exact(new BigDecimal(json.get(EXACT).textValue()))
                : new ParameterValue.Text(json.textValue());
    }

    static String writeLoad(QueryLoad load) {
        return Json.write(Json.object()
                .put("catalog", load.target().catalog())
                .put("schema", load.target().schema())
                .put("table", load.target().name())
                .put("mode", load.mode()));
    }

    static QueryLoad readLoad(String text) {
        JsonNode json = Json.read(text);
        return new QueryLoad(
                new UnityTable(
                        json.get("catalog").textValue(),
                        json.get("schema").textValue(),
                        json.get("table").textValue()),
                json.get("mode").textValue());
    }

    static String writeOutcome(QueryState.Outcome outcome) {
        ObjectNode json = Json.object();
        if (outcome instanceof QueryState.Completed completed) {
            completed.files().forEach(file -> json.withArray("files").add(file.value()));
            completed
                    .truncatedValues()
                    .forEach((column, count) -> json.withObject("/truncated").put(column, count));
        } else if (outcome instanceof QueryState.Skipped skipped) {
            json.put("reason", skipped.reason());
        } else if (outcome instanceof QueryState.Failed failed) {
            json.put("code", failed.code()).put("message", failed.message()).put("retryable", failed.retryable());
        }
        return Json.write(json);
    }

    static QueryState.Outcome readOutcome(QueryStatus status, String text) {
        JsonNode json = Json.read(text);
        return switch (status) {
            case COMPLETED -> new QueryState.Completed(files(json), truncated(json));
            case SKIPPED -> new QueryState.Skipped(json.get("reason").textValue());
            case FAILED ->
                new QueryState.Failed(
                        json.get("code").textValue(),
                        json.get("message").textValue(),
                        json.get("retryable").booleanValue());
            case CANCELLED -> new QueryState.Cancelled();
            case PENDING, RUNNING -> throw new IllegalStateException("a query that is " + status + " has no outcome");
        };
    }

    private static List<VolumePath> files(JsonNode json) {
        List<VolumePath> files = new ArrayList<>();
        json.path("files").forEach(file -> files.add(new VolumePath(file.textValue())));
        return files;
    }

    private static Map<String, Long> truncated(JsonNode json) {
        Map<String, Long> counts = new HashMap<>();
        json.path("truncated")
                .properties()
                .forEach(column -> counts.put(column.getKey(), column.getValue().longValue()));
        return counts;
    }
}
