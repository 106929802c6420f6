package io.github.sqldatabricks.bridge.operator;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.sync.EventDraft;
import io.github.sqldatabricks.bridge.sync.EventOrigin;
import io.github.sqldatabricks.bridge.sync.SyncEvent;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Reads what Python asks for: an event with the fields of the service's API (docs/sync.md), as plain Java types. */
final class EventRequest {

    /** Who asks: the job that called. Its right is the SQL Server login that it brought. */
    private static final EventOrigin ORIGIN = new EventOrigin.Request("operator");

    private EventRequest() {}

    /**
     * The event.
     *
     * @param request {@code operation}, {@code source_table}, {@code target_table}, {@code event_id} (text), {@code
     *     primary_keys} (list of text), {@code rows_expected} (number), {@code filter_conditions} (map to text or null), {@code
     *     metadata} (map to text); each may be missing or null as far as the operation allows
     * @throws BridgeException.InvalidRequest when it is not valid
     */
    static SyncEvent of(Map<String, ?> request) {
        EventDraft draft = new EventDraft(
                text(request, "event_id"),
                text(request, "operation"),
                text(request, "source_table"),
                text(request, "target_table"),
                keys(request.get("primary_keys")),
                OptionalInt.empty(),
                number(request.get("rows_expected")),
                conditions(request.get("filter_conditions")),
                metadata(request.get("metadata")),
                Optional.empty(),
                OptionalInt.empty());
        return draft.toEvent(ORIGIN, Clock.systemUTC().instant());
    }

    private static Optional<String> text(Map<String, ?> request, String name) {
        return Optional.ofNullable(request.get(name)).map(Object::toString);
    }

    private static List<String> keys(Object value) {
        return value == null
                ? List.of()
                : ((List<?>) value).stream().map(String::valueOf).toList();
    }

    private static OptionalLong number(Object value) {
        return value == null ? OptionalLong.empty() : OptionalLong.of(((Number) value).longValue());
    }

    private static Map<String, Optional<String>> conditions(Object value) {
        Map<String, Optional<String>> conditions = new LinkedHashMap<>();
        if (value != null) {
            ((Map<?, ?>) value)
                    .forEach((column, text) -> conditions.put(
                            column.toString(), Optional.ofNullable(text).map(Object::toString)));
        }
        return conditions;
    }

    private static Map<String, String> metadata(Object value) {
        Map<String, String> metadata = new LinkedHashMap<>();
        if (value != null) {
            ((Map<?, ?>) value).forEach((key, text) -> metadata.put(key.toString(), text.toString()));
        }
        return metadata;
    }
}
