package io.github.sqldatabricks.bridge.api;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.QuotedInput;
import java.util.List;
import java.util.stream.Collectors;

/** Says what is wrong with a body, without Jackson's class names and without repeating values. */
final class JsonErrors {

    private JsonErrors() {}

    static BridgeException.InvalidRequest explain(JsonProcessingException error) {
        if (error instanceof UnrecognizedPropertyException unknown) {
            return new BridgeException.InvalidRequest(
                    ErrorCode.UNKNOWN_FIELD,
                    "There is no field " + path(unknown.getPath()) + ". Known are "
                            + unknown.getKnownPropertyIds().stream()
                                    .map(Object::toString)
                                    .sorted()
                                    .collect(Collectors.joining(", "))
                            + ".");
        }
        if (error instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
            return new BridgeException.InvalidRequest(
                    ErrorCode.INVALID_FIELD,
                    "The field " + path(mapping.getPath()) + " has a value of the wrong type" + at(error) + ".");
        }
        return new BridgeException.InvalidRequest(
                ErrorCode.MALFORMED_JSON,
                "Expected a JSON object, but the body is something else or breaks off" + at(error) + ".");
    }

    private static String path(List<JsonMappingException.Reference> path) {
        return QuotedInput.of(path.stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                .collect(Collectors.joining(".")));
    }

    private static String at(JsonProcessingException error) {
        JsonLocation location = error.getLocation();
        return location == null ? "" : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
    }
}
