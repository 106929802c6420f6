package io.github.sqldatabricks.bridge.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.store.Statements.Changes;
import io.github.sqldatabricks.bridge.sync.EventMetadata;
import io.github.sqldatabricks.bridge.sync.EventOutcome.ChangeCounts;
import io.github.sqldatabricks.bridge.sync.StoredEvent;
import io.github.sqldatabricks.bridge.sync.StoredEvent.EventStatus;
import io.github.sqldatabricks.bridge.sync.SyncEvent;
import io.github.sqldatabricks.bridge.sync.SyncOperation;
import io.github.sqldatabricks.bridge.sync.SyncOperation.KeyColumns;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Rows of {@code sync_event}, each with its event as JSON: the text gives the same event again. */
final class EventRow {

    private static final String FROM_TABLE = "from_table";
    private static final String USER = "user";
    private static final String SOURCE = "source_table";
    private static final String KEYS = "primary_keys";
    private static final String CONDITIONS = "filter_conditions";
    private static final String ROWS_EXPECTED = "rows_expected";
    private static final String MAX_RETRIES = "max_retries";

    /** What {@link #read} needs; the table's alias is {@code e}. */
    static final String COLUMNS = "e.event_id, e.content, e.content_hash, e.state, e.attempts, e.takeovers, e.fence,"
            + " e.next_attempt_at, e.inserted_rows, e.updated_rows, e.deleted_rows, e.warning, e.error_code,"
            + " e.error_message, e.processed_at, e.accepted_at, e.version, e.mirror_due, e.target_hash, e.retryable,"
            + " e.unsettled, e.target_open";

    static final String SELECT = "SELECT " + COLUMNS + " FROM bridge.sync_event e ";

    /** Events in one statement; each has 13 of the values of {@link Changes} when it is inserted. */
    static final int CHUNK = 100;

    private static final int LONGEST_USER = 256;
    private static final int LONGEST_TABLE = 400;

    /**
     * A row with what only the store needs.
     *
     * @param takeovers how often a process died while it had the event
     * @param targetKnown whether the server has said which table {@code targetHash} is
     * @param unsettled see {@link io.github.sqldatabricks.bridge.sync.StoredEvent.Claim#unsettled}
     */
    record Entry(
            StoredEvent event,
            String contentHash,
            String targetHash,
            boolean targetKnown,
            long fence,
            int takeovers,
            boolean unsettled) {}

    private EventRow() {}

    static Optional<StoredEvent> find(Connection connection, EventId id) throws SQLException {
        return entry(connection, id).map(Entry::event);
    }

    static Optional<Entry> entry(Connection connection, EventId id) throws SQLException {
        return Statements.one(connection, SELECT + "WHERE e.event_id = ?", EventRow::read, id.value());
    }

    static List<EventId> ids(List<SyncEvent> events) {
        return events.stream().map(SyncEvent::id).toList();
    }

    /** Those of the events that are stored. */
    static Map<EventId, Entry> entries(Connection connection, List<EventId> events) throws SQLException {
        Map<EventId, Entry> entries = new HashMap<>();
        for (List<EventId> chunk : Statements.slices(events, CHUNK)) {
            String markers = String.join(", ", Collections.nCopies(chunk.size(), "?"));
            Statements.list(
                            connection,
                            SELECT + "WHERE e.event_id IN (" + markers + ")",
                            EventRow::read,
                            chunk.stream().map(EventId::value).toArray())
                    .forEach(entry -> entries.put(entry.event().id(), entry));
        }
        return entries;
    }

    static Entry read(ResultSet row) throws SQLException {
        EventId id = new EventId(row.getString("event_id"));
        EventStatus status = EventStatus.of(row.getString("state"));
        StoredEvent event = new StoredEvent(
                event(id, row.getString("content")),
                status,
                row.getInt("attempts"),
                counts(row),
                Optional.ofNullable(row.getString("warning")),
                // An event that was begun again keeps its last error for the case that it is given back.
                Optional.ofNullable(row.getString("error_code")).filter(code -> status != EventStatus.PROCESSING),
                Optional.ofNullable(row.getString("error_message")).filter(text -> status != EventStatus.PROCESSING),
                Statements.time(row, "accepted_at").orElseThrow(),
                Statements.time(row, "processed_at"),
                Statements.time(row, "next_attempt_at"),
                row.getLong("version"),
                row.getInt("mirror_due") == 0,
                retryable(row).filter(some -> status != EventStatus.PROCESSING));
        return new Entry(
                event,
                row.getString("content_hash"),
                row.getString("target_hash"),
                row.getInt("target_open") == 0,
                row.getLong("fence"),
                row.getInt("takeovers"),
                // V12 has marked all active events of an earlier version, also those that nobody had begun.
                row.getInt("unsettled") == 1 && row.getLong("fence") > 0);
    }

    /** What a user's events are found by: case does not count, nor what is too long for any user's name. */
    static String userKey(String user) {
        String key = user.toLowerCase(Locale.ROOT);
        return key.substring(0, Math.min(key.length(), LONGEST_USER));
    }

    /** What events are found by that name this table. */
    static String tableKey(String table) {
        String key = table.toLowerCase(Locale.ROOT);
        return key.substring(0, Math.min(key.length(), LONGEST_TABLE));
    }

    private static Optional<Boolean> retryable(ResultSet row) throws SQLException {
        int value = row.getInt("retryable");
        return row.wasNull() ? Optional.empty() : Optional.of(value == 1);
    }

    private static Optional<ChangeCounts> counts(ResultSet row) throws SQLException {
        long inserted = row.getLong("inserted_rows");
        return row.wasNull()
                ? Optional.empty()
                : Optional.of(new ChangeCounts(inserted, row.getLong("updated_rows"), row.getLong("deleted_rows")));
    }

    /** The event as JSON, for the column {@code content}. */
    static String content(SyncEvent event) {
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

    /** The event that {@link #content} wrote, also in an earlier version. */
    static SyncEvent event(EventId id, String text) {
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
