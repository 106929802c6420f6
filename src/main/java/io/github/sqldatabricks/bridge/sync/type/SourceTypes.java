package io.github.sqldatabricks.bridge.sync.type;

import io.github.sqldatabricks.bridge.model.ColumnType;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The source's types as Databricks calls them, and why one is not taken. */
public final class SourceTypes {

    /** Whole numbers; Databricks' TINYINT comes as 16 bits. */
    static final List<Class<? extends ColumnType>> WHOLE_NUMBERS =
            List.of(ColumnType.Int16.class, ColumnType.Int32.class, ColumnType.Int64.class);

    private static final Map<Class<? extends ColumnType>, String> NAMES = Map.ofEntries(
            Map.entry(ColumnType.Bool.class, "BOOLEAN"),
            Map.entry(ColumnType.Int16.class, "SMALLINT"),
            Map.entry(ColumnType.Int32.class, "INT"),
            Map.entry(ColumnType.Int64.class, "BIGINT"),
            Map.entry(ColumnType.Float32.class, "FLOAT"),
            Map.entry(ColumnType.Float64.class, "DOUBLE"),
            Map.entry(ColumnType.Decimal.class, "DECIMAL"),
            Map.entry(ColumnType.Text.class, "STRING"),
            Map.entry(ColumnType.Bytes.class, "BINARY"),
            Map.entry(ColumnType.Date.class, "DATE"),
            Map.entry(ColumnType.LocalTimestamp.class, "TIMESTAMP_NTZ"),
            Map.entry(ColumnType.Instant.class, "TIMESTAMP"));

    private static final List<String> NESTED = List.of("ARRAY", "MAP", "STRUCT", "VARIANT");

    private SourceTypes() {}

    /**
     * Whether values of this type arrive as JSON text, because they have parts.
     *
     * @param type as Databricks spells it, such as {@code ARRAY<STRING>}
     */
    public static boolean isNested(String type) {
        String upper = type.strip().toUpperCase(Locale.ROOT);
        return NESTED.stream().anyMatch(upper::startsWith);
    }

    /** Why a type is refused by a target that takes others, and what to do. */
    static String refusal(ColumnType source, Collection<Class<? extends ColumnType>> taken) {
        if (source instanceof ColumnType.Instant && taken.contains(ColumnType.LocalTimestamp.class)) {
            return "an instant shows a date and time in some zone only; make it TIMESTAMP_NTZ in the source.";
        }
        if (source instanceof ColumnType.LocalTimestamp && taken.contains(ColumnType.Instant.class)) {
            return "a date and time without a zone is no instant; make it TIMESTAMP in the source.";
        }
        return "it takes " + names(taken) + "; CAST the column in the source.";
    }

    private static String names(Collection<Class<? extends ColumnType>> types) {
        return types.stream().map(NAMES::get).collect(Collectors.joining(", "));
    }
}
