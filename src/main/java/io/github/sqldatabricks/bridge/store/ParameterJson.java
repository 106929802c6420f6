package io.github.sqldatabricks.bridge.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** A parameter's value as JSON. An exact number is {@code {"exact": "1.50"}}, so that its digits stay as they are. */
final class ParameterJson {

    private static final String EXACT = "exact";

    private ParameterJson() {}

    static JsonNode write(ParameterValue value) {
        if (value instanceof ParameterValue.Many many) {
            return JsonNodeFactory.instance
                    .arrayNode()
                    .addAll(many.values().stream().map(ParameterJson::write).toList());
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

    static ParameterValue read(JsonNode json) {
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
}
