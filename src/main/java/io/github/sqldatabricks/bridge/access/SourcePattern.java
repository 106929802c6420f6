package io.github.sqldatabricks.bridge.access;

import io.github.sqldatabricks.bridge.model.UnityTable;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Which tables of Unity Catalog may be sources of events: {@code *} (all), {@code catalog.*}, {@code catalog.schema.*} or {@code
 * catalog.schema.table}. Unity Catalog compares names without case.
 *
 * @param parts in lower case; the last one may be {@code *}
 * @see <a href="https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-names">Names</a>
 */
public record SourcePattern(List<String> parts) {

    /** Every table. */
    static final SourcePattern EVERYTHING = new SourcePattern(List.of("*"));

    private static final Pattern VALID = Pattern.compile(
            "\\*|[^\\p{C}\\p{Z}./*`]+(?:\\.\\*|\\.[^\\p{C}\\p{Z}./*`]+\\.(?:\\*|[^\\p{C}\\p{Z}./*`]+))");

    public SourcePattern {
        parts = List.copyOf(parts);
    }

    /**
     * Reads a pattern.
     *
     * @throws IllegalArgumentException when it is none
     */
    public static SourcePattern parse(String text) {
        if (!VALID.matcher(text).matches()) {
            throw new IllegalArgumentException("not a pattern of sources");
        }
        return new SourcePattern(List.of(text.toLowerCase(Locale.ROOT).split("\\.")));
    }

    /** Whether the table may be read for an event. */
    public boolean matches(UnityTable table) {
        List<String> names = List.of(lower(table.catalog()), lower(table.schema()), lower(table.name()));
        int last = parts.size() - 1;
        return parts.get(last).equals("*")
                ? names.subList(0, last).equals(parts.subList(0, last))
                : names.equals(parts);
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** As the permissions file would hold it, in lower case. */
    @Override
    public String toString() {
        return String.join(".", parts);
    }
}
