package io.github.sqldatabricks.bridge.databricks.events;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The columns that an events table has; installations differ.
 *
 * @param types the type as DESCRIBE gives it, by column, both in lower case
 */
record EventsTableShape(Map<String, String> types) {

    private static final String TEXT = "string";

    EventsTableShape {
        Map<String, String> lower = new LinkedHashMap<>();
        types.forEach((name, type) -> lower.put(name.toLowerCase(Locale.ROOT), type.toLowerCase(Locale.ROOT)));
        types = Collections.unmodifiableMap(lower);
    }

    boolean has(String column) {
        return types.containsKey(column);
    }

    /** The column as text, JSON where it is nested, microseconds since 1970 where it is a time; null when it is missing. */
    String asText(String column) {
        String type = types.get(column);
        if (type == null) {
            return "CAST(NULL AS STRING)";
        }
        if (type.equals(TEXT)) {
            return column;
        }
        if (isNested(type)) {
            return "to_json(" + column + ")";
        }
        if (type.startsWith("timestamp")) {
            return "CAST(unix_micros(CAST(" + column + " AS TIMESTAMP)) AS STRING)";
        }
        return "CAST(" + column + " AS STRING)";
    }

    /** Whether the column holds times that {@link #asText} gives as microseconds. */
    boolean isTime(String column) {
        return Optional.ofNullable(types.get(column))
                .filter(type -> type.startsWith("timestamp"))
                .isPresent();
    }

    private static boolean isNested(String type) {
        return type.startsWith("array")
                || type.startsWith("map")
                || type.startsWith("struct")
                || type.equals("variant");
    }
}
