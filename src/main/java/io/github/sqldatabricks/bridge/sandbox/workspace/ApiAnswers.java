package io.github.sqldatabricks.bridge.sandbox.workspace;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/** Answers in the shapes of the Databricks REST API. */
final class ApiAnswers {

    private static final ObjectMapper JSON = new ObjectMapper();

    private ApiAnswers() {}

    /** An error with its stable code. */
    static Answer error(int status, String errorCode, String message) {
        return json(status, Map.of("error_code", errorCode, "message", message));
    }

    static Answer notFound(String message) {
        return error(404, "NOT_FOUND", message);
    }

    static Answer badRequest(String message) {
        return error(400, "INVALID_PARAMETER_VALUE", message);
    }

    /** 200 with a JSON text made of maps, lists, strings, numbers and booleans. */
    static Answer ok(Object body) {
        return json(200, body);
    }

    static Answer json(int status, Object body) {
        try {
            return Answer.json(status, JSON.writeValueAsString(body));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("Maps and strings always serialize", impossible);
        }
    }

    /** Reads a request's JSON body; an empty one is a missing node. */
    static JsonNode read(InputStream body) throws IOException {
        return JSON.readTree(body);
    }
}
