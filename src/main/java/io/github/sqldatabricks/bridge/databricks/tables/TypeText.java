package io.github.sqldatabricks.bridge.databricks.tables;

import io.github.sqldatabricks.bridge.airbyte.source.DatabricksType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads a type as SQL writes it, such as {@code struct<a:int,b:map<string,decimal(10,2)>>}. */
final class TypeText {

    private static final String ARRAY = "array<";
    private static final String MAP = "map<";
    private static final String STRUCT = "struct<";

    private final String text;
    private final String lower;
    private int position;

    private TypeText(String text) {
        this.text = text;
        this.lower = text.toLowerCase(Locale.ROOT);
    }

    /** What can't be read to its end has a form as text only: it is never taken for something else. */
    static DatabricksType parse(String text) {
        TypeText types = new TypeText(text);
        try {
            DatabricksType type = types.type();
            return types.position == text.length() ? type : new DatabricksType.Textual(text);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            return new DatabricksType.Textual(text);
        }
    }

    private DatabricksType type() {
        skipBlanks();
        if (skip(ARRAY)) {
            DatabricksType element = type();
            require(">");
            return new DatabricksType.ArrayOf(element);
        }
        if (skip(MAP)) {
            DatabricksType key = type();
            require(",");
            DatabricksType value = type();
            require(">");
            return new DatabricksType.MapOf(key, value);
        }
        return skip(STRUCT) ? struct() : ScalarTypes.of(scalar());
    }

    private DatabricksType struct() {
        List<DatabricksType.Field> fields = new ArrayList<>();
        while (!skip(">")) {
            if (!fields.isEmpty()) {
                require(",");
            }
            String name = name();
            require(":");
            fields.add(new DatabricksType.Field(name, type()));
        }
        return new DatabricksType.StructOf(fields);
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
}
