package io.github.sqldatabricks.bridge.sandbox.warehouse;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a client asks for.
 *
 * @param statement Databricks SQL
 * @param sessionId empty when the request stands for itself
 * @param catalog of a request without a session; may be empty
 * @param schema of a request without a session; may be empty
 * @param parameters for the markers
 * @param format of the result
 * @param disposition where the result goes
 * @param rowLimit 0 for none
 * @param waitTime how long the first answer may take
 * @param cancelAfterWait whether a statement that takes longer is cancelled
 * @see <a href="https://docs.databricks.com/api/workspace/statementexecution/executestatement">Execute a statement</a>
 */
record StatementRequest(
        String statement,
        String sessionId,
        String catalog,
        String schema,
        List<StatementParameter> parameters,
        Format format,
        Disposition disposition,
        long rowLimit,
        Duration waitTime,
        boolean cancelAfterWait) {

    private static final String DEFAULT_WAIT = "10s";

    /** How rows are written. */
    enum Format {
        JSON_ARRAY,
        ARROW_STREAM
    }

    /** Where rows go. */
    enum Disposition {
        INLINE,
        EXTERNAL_LINKS,
        INLINE_OR_EXTERNAL_LINKS
    }

    /** @throws IllegalArgumentException when a field has a value that the API does not have */
    static StatementRequest from(JsonNode json) {
        return new StatementRequest(
                json.path("statement").asText(),
                json.path("session_id").asText(),
                json.path("catalog").asText(),
                json.path("schema").asText(),
                parameters(json.path("parameters")),
                Format.valueOf(json.path("format").asText(Format.JSON_ARRAY.name())),
                Disposition.valueOf(json.path("disposition").asText(Disposition.INLINE.name())),
                json.path("row_limit").asLong(),
                Duration.parse("PT" + json.path("wait_timeout").asText(DEFAULT_WAIT)),
                json.path("on_wait_timeout").asText().equals("CANCEL"));
    }

    private static List<StatementParameter> parameters(JsonNode json) {
        List<StatementParameter> parameters = new ArrayList<>();
        for (JsonNode parameter : json) {
            JsonNode value = parameter.path("value");
            parameters.add(new StatementParameter(
                    parameter.path("name").asText(),
                    parameter.path("ordinal").asInt(),
                    value.isNull() || value.isMissingNode() ? null : value.asText(),
                    parameter.path("type").asText("STRING")));
        }
        return List.copyOf(parameters);
    }

    /**
     * A value for a parameter marker.
     *
     * @param name of {@code :name}; empty for {@code ?}
     * @param ordinal of {@code ?}, from 1; 0 for {@code :name}
     * @param value as text; null is NULL
     * @param type Databricks SQL type, such as {@code DECIMAL(10,2)}
     */
    record StatementParameter(String name, int ordinal, String value, String type) {}
}
