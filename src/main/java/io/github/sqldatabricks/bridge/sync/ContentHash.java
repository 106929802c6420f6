package io.github.sqldatabricks.bridge.sync;

import io.github.sqldatabricks.bridge.model.Hashes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The SHA-256 of what an event asks for; when, how urgent and how often to retry do not count. */
final class ContentHash {

    private static final String ABSENT = "-";

    private ContentHash() {}

    static String of(SyncEvent event) {
        List<String> parts = new ArrayList<>();
        SyncOperation operation = event.operation();
        parts.add(operation.kind().name());
        // SQL Server compares names without case, under nearly every collation.
        parts.add(event.target().quoted().toLowerCase(Locale.ROOT));
        parts.add(operation.sourceTable().map(Object::toString).orElse(ABSENT));
        add(parts, operation.keyColumns().map(KeyColumns::names).orElse(List.of()));
        add(parts, conditions(operation));
        add(parts, lasting(event.metadata()));
        parts.add(event.rowsExpected().toString());
        return Hashes.of(parts);
    }

    private static Map<String, String> conditions(SyncOperation operation) {
        Map<String, String> sorted = new TreeMap<>();
        if (operation instanceof SyncOperation.DeleteWhere where) {
            where.conditions()
                    .forEach((column, value) ->
                            sorted.put(column, value.map(text -> "=" + text).orElse(ABSENT)));
        }
        return sorted;
    }

    /** A repeated request has another trace and still asks for the same. */
    private static Map<String, String> lasting(Map<String, String> metadata) {
        Map<String, String> lasting = new TreeMap<>(metadata);
        lasting.remove(SyncEvent.TRACEPARENT);
        return lasting;
    }

    private static void add(List<String> parts, List<String> values) {
        parts.add(String.valueOf(values.size()));
        parts.addAll(values);
    }

    private static void add(List<String> parts, Map<String, String> values) {
        parts.add(String.valueOf(values.size()));
        values.forEach((key, value) -> {
            parts.add(key);
            parts.add(Optional.ofNullable(value).orElse(ABSENT));
        });
    }
}
