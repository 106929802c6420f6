package io.github.sqldatabricks.bridge.airbyte.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sqldatabricks.bridge.model.QuotedInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;

/**
 * The fields of one JSON object. Takes nothing for something else, and collects what is wrong instead of stopping at the
 * first: where a value is wrong, one that nobody will use stands for it. ConfigurationFields that nobody asked for are unknown.
 */
final class ConfigurationFields {

    private final ObjectNode object;
    private final String path;
    private final Set<String> problems;
    private final Set<String> known = new TreeSet<>();

    /**
     * The fields of an object.
     *
     * @param path what to write before a field's name in a problem, such as {@code credentials.}
     * @param problems grows
     */
    ConfigurationFields(ObjectNode object, String path, Set<String> problems) {
        this.object = object;
        this.path = path;
        this.problems = problems;
    }

    /** A text; empty when the field is not there, null or blank, as forms leave fields that were cleared. */
    Optional<String> text(String name) {
        return exactText(name).map(String::strip).filter(text -> !text.isEmpty());
    }

    /** A text as it is, also when it is empty or has blanks around it. */
    Optional<String> exactText(String name) {
        return value(name)
                .flatMap(value -> value.isTextual() ? Optional.of(value.textValue()) : mistaken(name, "text", value));
    }

    /** A text that must be there. */
    String requiredText(String name) {
        Optional<String> text = text(name);
        if (text.isEmpty() && !has(name)) {
            problem(name, "is missing");
        }
        return text.orElse("");
    }

    /** A whole number. */
    int integer(String name, int least, int most, int ifAbsent) {
        String expected = "a whole number from " + least + " to " + most;
        Optional<JsonNode> value = value(name);
        if (value.isEmpty()) {
            return ifAbsent;
        }
        JsonNode number = value.get();
        if (!number.isIntegralNumber()) {
            mistaken(name, expected, number);
        } else if (!number.canConvertToInt() || number.intValue() < least || number.intValue() > most) {
            problem(name, "expected " + expected + ", but got " + QuotedInput.of(number.asText()));
        }
        return number.asInt(ifAbsent);
    }

    /** The fields of an object. */
    Optional<ConfigurationFields> object(String name) {
        return value(name).flatMap(value -> inner(name, value));
    }

    /** A list of texts; empty when it is not there. */
    List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        for (JsonNode item : items(name)) {
            if (item.isTextual()) {
                texts.add(item.textValue());
            } else {
                mistaken(name, "a list of texts", item);
            }
        }
        return texts;
    }

    /** A list of objects; empty when it is not there. */
    List<ConfigurationFields> objects(String name) {
        List<ConfigurationFields> objects = new ArrayList<>();
        for (JsonNode item : items(name)) {
            inner(name + "[" + objects.size() + "]", item).ifPresent(objects::add);
        }
        return objects;
    }

    private List<JsonNode> items(String name) {
        JsonNode list = value(name).orElse(null);
        if (list == null) {
            return List.of();
        }
        if (!list.isArray()) {
            mistaken(name, "a list", list);
        } else if (list.isEmpty()) {
            problem(name, "expected at least one entry; leave the field out to have none");
        }
        return StreamSupport.stream(list.spliterator(), false)
                .filter(item -> list.isArray())
                .toList();
    }

    /** Whether the field is there, not null and no blank text. */
    boolean has(String name) {
        return value(name)
                .filter(value -> !value.isTextual() || !value.textValue().isBlank())
                .isPresent();
    }

    /** Adds what is wrong with a field. */
    void problem(String name, String text) {
        problems.add(path + name + ": " + text);
    }

    /** To be called after all known fields were asked for. */
    void refuseOthers() {
        object.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                problems.add(path + QuotedInput.of(name) + ": there is no such field; there are "
                        + String.join(", ", known));
            }
        });
    }

    private Optional<JsonNode> value(String name) {
        known.add(name);
        return Optional.ofNullable(object.get(name)).filter(value -> !value.isNull());
    }

    private Optional<ConfigurationFields> inner(String name, JsonNode value) {
        return value instanceof ObjectNode inner
                ? Optional.of(new ConfigurationFields(inner, path + name + ".", problems))
                : mistaken(name, "an object", value);
    }

    private <T> Optional<T> mistaken(String name, String expected, JsonNode value) {
        problem(name, "expected " + expected + ", but got " + kind(value));
        return Optional.empty();
    }

    /** Never the value itself: it may be a secret. */
    private static String kind(JsonNode value) {
        return switch (value.getNodeType()) {
            case ARRAY -> "a list";
            case OBJECT, POJO -> "an object";
            case BOOLEAN -> "true or false";
            case NUMBER -> value.isIntegralNumber() ? "a number" : "a number with a fraction";
            case STRING, BINARY -> "text";
            case NULL, MISSING -> "null";
        };
    }
}
