package io.github.sqldatabricks.bridge.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** What a JSON value must look like. */
public interface JsonShape {

    /** Adds to {@code problems} what is wrong with {@code node}. */
    void check(String path, JsonNode node, List<String> problems);

    /** Whether a field of this shape may be left out. */
    default boolean mayBeLeftOut() {
        return false;
    }

    /** An object with these fields and no others. */
    static ObjectShape object(Map<String, JsonShape> fields) {
        return new ObjectShape(fields, false);
    }

    /** A field that may be left out; when it is there, it must not be null. */
    static JsonShape optional(JsonShape shape) {
        return new JsonShape() {
            @Override
            public void check(String path, JsonNode node, List<String> problems) {
                shape.check(path, node, problems);
            }

            @Override
            public boolean mayBeLeftOut() {
                return true;
            }
        };
    }

    /** A list. */
    static JsonShape list(JsonShape element) {
        return (path, node, problems) -> {
            if (!node.isArray()) {
                problems.add(path + " is no list");
            }
            node.forEach(item -> element.check(path + "[]", item, problems));
        };
    }

    /** One of these words. */
    static JsonShape word(String... words) {
        return only("one of " + Set.of(words), node -> Set.of(words).contains(node.textValue()));
    }

    /** Any text. */
    static JsonShape text() {
        return only("text", JsonNode::isTextual);
    }

    /** A whole number of 64 bits. */
    static JsonShape integer() {
        return only("a whole number", node -> node.isIntegralNumber() && node.canConvertToLong());
    }

    /** Any number. */
    static JsonShape number() {
        return only("a number", JsonNode::isNumber);
    }

    /** True or false. */
    static JsonShape bool() {
        return only("true or false", JsonNode::isBoolean);
    }

    /** Any value. */
    static JsonShape any() {
        return only("anything", node -> true);
    }

    /** Nothing fits. */
    static JsonShape unknown(String type) {
        return only("a known type, not '" + type + "'", node -> false);
    }

    private static JsonShape only(String expected, Predicate<JsonNode> rule) {
        return (path, node, problems) -> {
            if (!rule.test(node)) {
                problems.add(path + " is not " + expected);
            }
        };
    }

    /** The shape of an object. */
    record ObjectShape(Map<String, JsonShape> fields, boolean isOpen) implements JsonShape {

        /** The same, and other fields may be there. */
        public ObjectShape open() {
            return new ObjectShape(fields, true);
        }

        @Override
        public void check(String path, JsonNode node, List<String> problems) {
            if (!node.isObject()) {
                problems.add(path + " is no object");
            }
            fields.forEach((name, shape) -> {
                if (node.has(name)) {
                    shape.check(path + "." + name, node.get(name), problems);
                } else if (!shape.mayBeLeftOut()) {
                    problems.add(path + "." + name + " is missing");
                }
            });
            node.fieldNames().forEachRemaining(name -> {
                if (!isOpen && !fields.containsKey(name)) {
                    problems.add(path + "." + name + " is unknown");
                }
            });
        }
    }
}
