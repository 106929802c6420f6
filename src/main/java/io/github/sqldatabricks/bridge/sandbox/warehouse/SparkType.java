package io.github.sqldatabricks.bridge.sandbox.warehouse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A type of Databricks in both forms in which Unity Catalog tells it.
 *
 * @param text as SQL has it, such as {@code array<bigint>}
 * @param json as Spark has it, such as {@code {"type":"array","elementType":"long","containsNull":true}}
 */
record SparkType(String text, JsonNode json) {

    private static final Map<String, String> SPARK_NAMES =
            Map.of("tinyint", "byte", "smallint", "short", "int", "integer", "bigint", "long", "real", "float");
    private static final Map<String, String> SQL_NAMES = Map.of(
            "integer",
            "int",
            "long",
            "bigint",
            "short",
            "smallint",
            "byte",
            "tinyint",
            "dec",
            "decimal",
            "numeric",
            "decimal",
            "timestamp_ltz",
            "timestamp");
    private static final Set<String> INTERVAL_WORDS = Set.of("YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND", "TO");

    /** Reads the type that begins here. */
    static SparkType parse(SqlCursor tokens) {
        String name = tokens.requireName().toLowerCase(Locale.ROOT);
        if (!tokens.peek(0).isSymbol("<")) {
            return scalar(SQL_NAMES.getOrDefault(name, name), tokens);
        }
        tokens.requireSymbol("<");
        SparkType type = switch (name) {
            case "array" -> array(parse(tokens));
            case "map" -> map(tokens);
            default -> struct(tokens);
        };
        tokens.requireSymbol(">");
        return type;
    }

    private static SparkType scalar(String name, SqlCursor tokens) {
        StringBuilder text = new StringBuilder(name);
        if (name.equals("interval")) {
            while (INTERVAL_WORDS.contains(tokens.peek(0).value().toUpperCase(Locale.ROOT))) {
                text.append(' ').append(tokens.next().value().toLowerCase(Locale.ROOT));
            }
        } else if (tokens.skipSymbol("(")) {
            text.append('(');
            while (!tokens.skipSymbol(")")) {
                text.append(tokens.next().value());
            }
            text.append(')');
        } else if (name.equals("decimal")) {
            text.append("(10,0)");
        }
        return new SparkType(text.toString(), TextNode.valueOf(sparkName(text.toString())));
    }

    /** Text of a limited length is a string to Spark. */
    private static String sparkName(String text) {
        return text.startsWith("char(") || text.startsWith("varchar(")
                ? "string"
                : SPARK_NAMES.getOrDefault(text, text);
    }

    private static SparkType array(SparkType element) {
        ObjectNode json = node("array").put("containsNull", true);
        json.set("elementType", element.json);
        return new SparkType("array<" + element.text + ">", json);
    }

    private static SparkType map(SqlCursor tokens) {
        SparkType key = parse(tokens);
        tokens.requireSymbol(",");
        SparkType value = parse(tokens);
        ObjectNode json = node("map").put("valueContainsNull", true);
        json.set("keyType", key.json);
        json.set("valueType", value.json);
        return new SparkType("map<" + key.text + "," + value.text + ">", json);
    }

    private static SparkType struct(SqlCursor tokens) {
        ObjectNode json = node("struct");
        ArrayNode fields = json.putArray("fields");
        List<String> texts = new ArrayList<>();
        do {
            String name = tokens.requireName();
            tokens.skipSymbol(":");
            SparkType type = parse(tokens);
            fields.add(type.field(name, true));
            texts.add(name + ":" + type.text);
        } while (tokens.skipSymbol(","));
        return new SparkType("struct<" + String.join(",", texts) + ">", json);
    }

    /** The type as that of a field. */
    ObjectNode field(String name, boolean nullable) {
        ObjectNode field = JsonNodeFactory.instance.objectNode().put("name", name);
        field.set("type", json);
        field.put("nullable", nullable).putObject("metadata");
        return field;
    }

    private static ObjectNode node(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }
}
