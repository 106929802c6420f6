package io.github.sqldatabricks.bridge.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import io.github.sqldatabricks.bridge.model.QuotedInput;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** JSON values as parameters; numbers keep their digits. */
final class ParameterReader {

    private ParameterReader() {}

    /** @throws BridgeException.InvalidRequest naming a parameter that is an object, an empty or nested list, or can't be written out */
    static Map<String, ParameterValue> read(Map<String, JsonNode> json) {
        Map<String, ParameterValue> values = new HashMap<>();
        json.forEach((name, value) -> values.put(name, value(name, JsonValues.require(name, value))));
        return values;
    }

    private static ParameterValue value(String name, JsonNode json) {
        if (json == null || !json.isArray()) {
            return scalar(name, json);
        }
        if (json.isEmpty()) {
            throw invalid(name, "an empty list");
        }
        List<ParameterValue.Scalar> values = new ArrayList<>();
        json.forEach(element -> values.add(scalar(name, element)));
        return new ParameterValue.Many(values);
    }

    private static ParameterValue.Scalar scalar(String name, JsonNode json) {
        if (json == null || json.isNull()) {
            return new ParameterValue.Null();
        }
        if (json.isTextual()) {
            return new ParameterValue.Text(json.textValue());
        }
        if (json.isBoolean()) {
            return new ParameterValue.Flag(json.booleanValue());
        }
        if (json.isIntegralNumber() && json.canConvertToLong()) {
            return new ParameterValue.Whole(json.longValue());
        }
        if (json.isNumber()) {
            return new ParameterValue.Exact(json.decimalValue());
        }
        throw invalid(name, json.isArray() ? "a list in a list" : "an object");
    }

    private static BridgeException.InvalidRequest invalid(String name, String got) {
        return new BridgeException.InvalidRequest(
                ErrorCode.INVALID_PARAMETER,
                "Expected the parameter " + QuotedInput.of(name)
                        + " to be text, a number, true, false, null or a list of these, but got " + got + ".");
    }
}
