package io.github.sqldatabricks.bridge.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sqldatabricks.bridge.job.QueryState;
import io.github.sqldatabricks.bridge.job.QueryStatus;
import io.github.sqldatabricks.bridge.model.VolumePath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How a query ended, as JSON; which kind it is stands in the column {@code state}. */
final class OutcomeJson {

    private OutcomeJson() {}

    static String write(QueryState.Outcome outcome) {
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

    static QueryState.Outcome read(QueryStatus status, String text) {
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
