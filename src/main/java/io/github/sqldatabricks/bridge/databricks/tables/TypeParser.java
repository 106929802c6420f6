package io.github.sqldatabricks.bridge.databricks.tables;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the types of columns as Unity Catalog gives them: as Spark's JSON, or as the text of SQL.
 *
 * @see <a href="https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-datatypes">Data types</a>
 */
final class TypeParser {

    private static final Pattern DECIMAL =
            Pattern.compile("(?:decimal|dec|numeric)\\(\\s*(\\d+)\\s*(?:,\\s*(\\d+)\\s*)?\\)");
    /** Also with a length or a collation. */
    private static final Pattern TEXT = Pattern.compile("(?:string|char|character|varchar)\\b.*");

    /** Types without parts, by the names of SQL and by those of Spark's JSON. */
    private static final Map<String, ColumnType> PLAIN = Map.ofEntries(
            Map.entry("boolean", new ColumnType.Bool()),
            Map.entry("tinyint", new ColumnType.Int16()),
            Map.entry("byte", new ColumnType.Int16()),
            Map.entry("smallint", new ColumnType.Int16()),
            Map.entry("short", new ColumnType.Int16()),
            Map.entry("int", new ColumnType.Int32()),
            Map.entry("integer", new ColumnType.Int32()),
            Map.entry("bigint", new ColumnType.Int64()),
            Map.entry("long", new ColumnType.Int64()),
            Map.entry("float", new ColumnType.Float32()),
            Map.entry("real", new ColumnType.Float32()),
            Map.entry("double", new ColumnType.Float64()),
            Map.entry("decimal", new ColumnType.Decimal(10, 0)),
            Map.entry("dec", new ColumnType.Decimal(10, 0)),
            Map.entry("numeric", new ColumnType.Decimal(10, 0)),
            Map.entry("binary", new ColumnType.Bytes()),
            Map.entry("date", new ColumnType.Date()),
            Map.entry("timestamp", new ColumnType.Instant(ColumnType.MICROSECOND_DIGITS)),
            Map.entry("timestamp_ltz", new ColumnType.Instant(ColumnType.MICROSECOND_DIGITS)),
            Map.entry("timestamp_ntz", new ColumnType.LocalTimestamp(ColumnType.MICROSECOND_DIGITS)));

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String ARRAY = "array<";
    private static final String MAP = "map<";
    private static final String STRUCT = "struct<";

    private final String text;
    private final String lower;
    private int position;

    private TypeParser(String text) {
        this.text = text;
        this.lower = text.toLowerCase(Locale.ROOT);
    }

    /**
     * Reads a type as Spark writes it in JSON, such as
     * {@code {"type":"array","elementType":"long","containsNull":true}}; other than the text of SQL it is clear whatever
     * characters the names of fields have.
     *
     * @param typeJson the column as a field of a struct, or its type alone
     * @return empty when it is neither
     */
    static Optional<DataType> json(String typeJson) {
        try {
            JsonNode json = JSON.readTree(typeJson);
            JsonNode type = json.has("name") && json.has("type") ? json.get("type") : json;
            return type.isTextual() || type.isObject() ? Optional.of(type(type)) : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static DataType type(JsonNode json) {
        if (json.isTextual()) {
            return scalar(json.textValue());
        }
        return switch (json.path("type").asText()) {
            case "array" -> new DataType.ArrayOf(type(json.path("elementType")));
            case "map" -> new DataType.MapOf(type(json.path("keyType")), type(json.path("valueType")));
            case "struct" -> new DataType.StructOf(fields(json.path("fields")));
            case "udt" -> type(json.path("sqlType"));
            default -> new DataType.TextOnly(json.toString());
        };
    }

    private static List<DataType.Field> fields(JsonNode json) {
        List<DataType.Field> fields = new ArrayList<>();
        json.forEach(field -> fields.add(new DataType.Field(field.path("name").asText(), type(field.path("type")))));
        return fields;
    }

    /**
     * Reads a type as SQL writes it, such as {@code struct<a:int,b:map<string,decimal(10,2)>>}. What can't be read to its end has a
     * form as text only: it is never taken for something else.
     */
    static DataType sql(String text) {
        TypeParser types = new TypeParser(text);
        try {
            DataType type = types.type();
            return types.position == text.length() ? type : new DataType.TextOnly(text);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            return new DataType.TextOnly(text);
        }
    }

    private DataType type() {
        skipBlanks();
        if (skip(ARRAY)) {
            DataType element = type();
            require(">");
            return new DataType.ArrayOf(element);
        }
        if (skip(MAP)) {
            DataType key = type();
            require(",");
            DataType value = type();
            require(">");
            return new DataType.MapOf(key, value);
        }
        return skip(STRUCT) ? struct() : scalar(scalar());
    }

    private DataType struct() {
        List<DataType.Field> fields = new ArrayList<>();
        while (!skip(">")) {
            if (!fields.isEmpty()) {
                require(",");
            }
            String name = name();
            require(":");
            fields.add(new DataType.Field(name, type()));
        }
        return new DataType.StructOf(fields);
    }

    private String name() {
        skipBlanks();
        if (!skip("`")) {
            int start = position;
            position = positionOf(':');
            return text.substring(start, position).strip();
        }
        StringBuilder name = new StringBuilder();
        while (lower.startsWith("``", position) || !skip("`")) {
            position += lower.startsWith("``", position) ? 1 : 0;
            name.append(text.charAt(position++));
        }
        return name.toString();
    }

    /** Up to the comma or bracket that ends it; those of {@code decimal(10,2)} do not. */
    private String scalar() {
        int start = position;
        int depth = 0;
        while (position < text.length() && (depth > 0 || ",>".indexOf(text.charAt(position)) < 0)) {
            depth += text.charAt(position) == '(' ? 1 : 0;
            depth -= text.charAt(position) == ')' ? 1 : 0;
            position++;
        }
        return text.substring(start, position);
    }

    private int positionOf(char character) {
        int found = text.indexOf(character, position);
        if (found < 0) {
            throw new IllegalArgumentException("expected '" + character + "' in a type");
        }
        return found;
    }

    private void skipBlanks() {
        while (position < text.length() && text.charAt(position) == ' ') {
            position++;
        }
    }

    private boolean skip(String expected) {
        boolean found = lower.startsWith(expected, position);
        position += found ? expected.length() : 0;
        return found;
    }

    private void require(String expected) {
        skipBlanks();
        if (!skip(expected)) {
            throw new IllegalArgumentException("expected '" + expected + "' in a type");
        }
    }

    /** The type of that name; what is not known here, such as an interval, has a form as text only. */
    private static DataType scalar(String name) {
        String lower = name.strip().toLowerCase(Locale.ROOT);
        ColumnType plain = PLAIN.get(lower);
        if (plain != null) {
            return plain;
        }
        Matcher decimal = DECIMAL.matcher(lower);
        if (decimal.matches()) {
            int scale = decimal.group(2) == null ? 0 : Integer.parseInt(decimal.group(2));
            return new ColumnType.Decimal(Integer.parseInt(decimal.group(1)), scale);
        }
        if (TEXT.matcher(lower).matches()) {
            return new ColumnType.Text();
        }
        return lower.equals("variant") ? new DataType.Variant() : new DataType.TextOnly(lower);
    }
}
