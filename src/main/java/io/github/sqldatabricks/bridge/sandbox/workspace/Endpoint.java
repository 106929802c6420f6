package io.github.sqldatabricks.bridge.sandbox.workspace;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** A part of the local workspace's REST API. Thread-safe. */
public interface Endpoint {

    /**
     * Answers the call, or leaves it to the next endpoint.
     *
     * @throws IOException when the connection or the disk fails
     */
    Optional<Answer> answer(Call call) throws IOException;

    /**
     * One HTTP request to the local workspace.
     *
     * @param method {@code GET}, {@code PUT}, ...
     * @param path decoded, without the query string
     * @param query decoded query parameters
     * @param headers by lower-case name, first value each
     * @param body the request's body, to be read at most once
     */
    record Call(String method, String path, Map<String, String> query, Map<String, String> headers, InputStream body) {}

    /**
     * One HTTP answer of the local workspace.
     *
     * @param status HTTP status
     * @param headers to send
     * @param length of the body in bytes; -1 when it is not known beforehand (then sent in chunks)
     * @param body writes the body
     */
    record Answer(int status, Map<String, String> headers, long length, Body body) {

        private static final ObjectMapper JSON = new ObjectMapper();

        /** Writes an answer's body. */
        @FunctionalInterface
        public interface Body {
            void writeTo(OutputStream out) throws IOException;
        }

        /** An answer without a body. */
        public static Answer empty(int status) {
            return new Answer(status, Map.of(), 0, out -> {});
        }

        /** An answer with a JSON text. */
        public static Answer json(int status, String json) {
            byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
            return new Answer(
                    status, Map.of("Content-Type", "application/json"), bytes.length, out -> out.write(bytes));
        }

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

        /** Ends the handling of a call with an error answer. */
        static final class Refusal extends RuntimeException {

            private final transient Answer answer;

            Refusal(Answer answer) {
                super("refused with " + answer.status(), null, false, false);
                this.answer = answer;
            }

            Answer answer() {
                return answer;
            }
        }
    }
}
