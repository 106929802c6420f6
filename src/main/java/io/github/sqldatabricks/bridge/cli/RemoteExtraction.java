package io.github.sqldatabricks.bridge.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sqldatabricks.bridge.cli.client.ServiceClient;
import io.github.sqldatabricks.bridge.extraction.ExtractionRequest;
import io.github.sqldatabricks.bridge.load.LoadSpec;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code bridge extract --url}: the extraction that a running service is asked for. */
final class RemoteExtraction {

    private final Map<String, Object> body;

    private RemoteExtraction(Map<String, Object> body) {
        this.body = body;
    }

    /** @param templates name the service's folders */
    static RemoteExtraction of(ExtractionRequest request, TemplateOptions templates) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("country", request.country().code());
        templates.queriesPath().ifPresent(folder -> body.put("queries_path", folder));
        templates.configPath().ifPresent(folder -> body.put("config_path", folder));
        request.destination().ifPresent(path -> body.put("destination", path.value()));
        if (!request.queries().isEmpty()) {
            body.put("queries", request.queries().stream().map(Object::toString).toList());
        }
        request.chunkSize().ifPresent(rows -> body.put("chunk_size", rows));
        request.limit().ifPresent(rows -> body.put("limit", rows));
        Map<String, Object> parameters = new LinkedHashMap<>();
        request.parameters().forEach((name, value) -> parameters.put(name, json((ParameterValue.Scalar) value)));
        body.put("parameters", parameters);
        if (!request.load().equals(LoadSpec.NONE)) {
            body.put("load", request.load().json());
        } else {
            body.put("overwrite", request.overwrite());
        }
        return new RemoteExtraction(body);
    }

    /** Options of a command line are single values. */
    private static Object json(ParameterValue.Scalar value) {
        if (value instanceof ParameterValue.Text text) {
            return text.value();
        }
        if (value instanceof ParameterValue.Whole whole) {
            return whole.value();
        }
        if (value instanceof ParameterValue.Exact exact) {
            return exact.value();
        }
        return value instanceof ParameterValue.Flag flag ? flag.value() : null;
    }

    /** What it would do. */
    JsonNode plan(ServiceClient client) {
        return client.post("extract?dry_run=true", body);
    }

    /**
     * Starts it, and waits for its end.
     *
     * @param progress hears of each query that begins or ends
     */
    JsonNode runToTheEnd(ServiceClient client, PrintWriter progress) {
        String job = client.post("extract", body).path("job_id").asText();
        return new JobWait(client, job, progress).untilEnded();
    }
}
