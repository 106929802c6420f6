package io.github.sqldatabricks.bridge.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.sync.EventMetadata;
import io.github.sqldatabricks.bridge.sync.SyncEvent;
import io.github.sqldatabricks.bridge.sync.SyncOperation;
import io.github.sqldatabricks.bridge.sync.SyncOperation.KeyColumns;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** An event as JSON: the text gives the same event again. */
final class EventJson {

    private static final String FROM_TABLE = "from_table";
    private static final String USER = "user";
    private static final String SOURCE = "source_table";
    private static final String KEYS = "primary_keys";
    private static final String CONDITIONS = "filter_conditions";
    private static final String ROWS_EXPECTED = "rows_expected";
    private static final String MAX_RETRIES = "max_retries";

    private EventJson() {}

    static String write(SyncEvent event) {
        ObjectNode json = Json.object();
        json.put(FROM_TABLE, event.origin() instanceof SyncEvent.Origin.EventsTable);
        event.user().ifPresent(user -> json.put(USER, user));
        json.put("operation", event.operation().kind().name());
        json.put("target_table", event.target().quoted());
        event.operation().sourceTable().ifPresent(table -> json.put(SOURCE, table.quoted()));
        event.operation()
                .keyColumns()
                .ifPresent(
                        keys -> keys.names().forEach(key -> json.withArray(KEYS).add(key)));
        if (event.operation() instanceof SyncOperation.DeleteWhere where) {
            ObjectNode conditions = json.putObject(CONDITIONS);
            where.conditions().forEach((column, value) -> conditions.put(column, value.orElse(null)));
        }
        json.put("priority", event.priority());
        event.rowsExpected().ifPresent(rows -> json.put(ROWS_EXPECTED, rows));
        event.maxRetries().ifPresent(retries -> json.put(MAX_RETRIES, retries));
        ObjectNode metadata = json.putObject("metadata");
        event.metadata().values().forEach(metadata::put);
        json.put("created_at", event.createdAt().toString());
        return Json.write(json);
    }

    static SyncEvent read(EventId id, String text) {
        JsonNode json = Json.read(text);
        return new SyncEvent(
                id,
                operation(json),
                SqlServerTable.parse(json.get("target_table").textValue()),
                origin(json),
                json.get("priority").intValue(),
                json.has(ROWS_EXPECTED)
                        ? OptionalLong.of(json.get(ROWS_EXPECTED).longValue())
                        : OptionalLong.empty(),
                new EventMetadata(metadata(json)),
                Instant.parse(json.get("created_at").textValue()),
                json.has(MAX_RETRIES) ? OptionalInt.of(json.get(MAX_RETRIES).intValue()) : OptionalInt.empty());
    }

    private static SyncEvent.Origin origin(JsonNode json) {
        Optional<String> user = Json.text(json, USER);
        return json.get(FROM_TABLE).booleanValue()
                ? new SyncEvent.Origin.EventsTable(user)
                : new SyncEvent.Origin.Request(user.orElseThrow());
    }

    private static SyncOperation operation(JsonNode json) {
        if (json.has(CONDITIONS)) {
            return new SyncOperation.DeleteWhere(conditions(json.get(CONDITIONS)));
        }
        UnityTable source = UnityTable.parse(json.get(SOURCE).textValue());
        Optional<KeyColumns> keys = json.has(KEYS) ? Optional.of(new KeyColumns(keys(json))) : Optional.empty();
        return switch (SyncOperation.Kind.of(json.get("operation").textValue())) {
            case INSERT -> new SyncOperation.Insert(source, keys);
            case UPDATE -> new SyncOperation.Update(source, keys.orElseThrow());
            case UPSERT -> new SyncOperation.Upsert(source, keys.orElseThrow());
            case DELETE -> new SyncOperation.DeleteByKeys(source, keys.orElseThrow());
        };
    }

    private static List<String> keys(JsonNode json) {
        List<String> keys = new ArrayList<>();
        json.get(KEYS).forEach(key -> keys.add(key.textValue()));
        return keys;
    }

    private static Map<String, Optional<String>> conditions(JsonNode json) {
        Map<String, Optional<String>> conditions = new LinkedHashMap<>();
        json.properties()
                .forEach(entry -> conditions.put(
                        entry.getKey(), Optional.ofNullable(entry.getValue().textValue())));
        return conditions;
    }

    private static Map<String, String> metadata(JsonNode json) {
        Map<String, String> metadata = new LinkedHashMap<>();
        json.get("metadata")
                .properties()
                .forEach(entry -> metadata.put(entry.getKey(), entry.getValue().textValue()));
        return metadata;
    }
}
