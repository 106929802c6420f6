package io.github.sqldatabricks.bridge.databricks.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.github.sqldatabricks.bridge.databricks.events.EventsTableSql.Shape;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.sync.EventDraft;
import io.github.sqldatabricks.bridge.sync.EventMetadata;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Makes a draft of a row whose columns are all text. */
final class EventRowReader {

    /** As literal as requests are read: no digit gets lost, and what is doubled or follows the end is refused. */
    private static final ObjectReader JSON = new ObjectMapper()
            .reader()
            .with(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private static final String METADATA = "metadata";

    private final Shape shape;

    EventRowReader(Shape shape) {
        this.shape = shape;
    }

    /**
     * The draft.
     *
     * @param row text by column of {@link EventsTableSql#READ}; only columns that are not NULL
     * @throws BridgeException.InvalidRequest naming the column that can't be read
     */
    EventDraft read(Map<String, String> row) {
        Map<String, JsonNode> metadata = object(row, METADATA);
        return new EventDraft(
                text(row, "event_id"),
                text(row, "operation"),
                text(row, "source_table"),
                text(row, "target_table"),
                keys(row),
                integer(row, "priority"),
                whole(row, "rows_expected"),
                conditions(row, metadata),
                EventDraft.metadataOf(metadata),
                createdAt(row),
                integer(row, "max_retries"));
    }

    private static Optional<String> text(Map<String, String> row, String column) {
        return Optional.ofNullable(row.get(column)).filter(text -> !text.isBlank());
    }

    private static OptionalLong whole(Map<String, String> row, String column) {
        Optional<String> text = text(row, column);
        try {
            return text.isPresent() ? OptionalLong.of(Long.parseLong(text.get().strip())) : OptionalLong.empty();
        } catch (NumberFormatException e) {
            throw invalid(column, "a whole number");
        }
    }

    private static OptionalInt integer(Map<String, String> row, String column) {
        OptionalLong value = whole(row, column);
        if (value.isPresent() && value.getAsLong() != (int) value.getAsLong()) {
            throw invalid(column, "a whole number of 32 bits");
        }
        return value.isPresent() ? OptionalInt.of((int) value.getAsLong()) : OptionalInt.empty();
    }

    private static List<String> keys(Map<String, String> row) {
        List<String> keys = new ArrayList<>();
        JsonNode json = json(row, "primary_keys");
        if (json == null) {
            return keys;
        }
        if (!json.isArray()) {
            throw invalid("primary_keys", "a list of column names");
        }
        json.forEach(key -> keys.add(key.isTextual() ? key.textValue() : requireText("primary_keys")));
        return keys;
    }

    private static String requireText(String column) {
        throw invalid(column, "a list of texts");
    }

    /** Older clients put the conditions into the metadata, as an object or as JSON text. */
    private static Map<String, Optional<String>> conditions(Map<String, String> row, Map<String, JsonNode> metadata) {
        Map<String, JsonNode> conditions = object(row, EventMetadata.CONDITIONS);
        JsonNode older = metadata.get(EventMetadata.CONDITIONS);
        if (conditions.isEmpty() && older != null && !older.isNull()) {
            conditions = object(
                    Map.of(EventMetadata.CONDITIONS, older.isTextual() ? older.textValue() : older.toString()),
                    EventMetadata.CONDITIONS);
        }
        Map<String, Optional<String>> values = new LinkedHashMap<>();
        conditions.forEach((column, value) -> {
            if (value.isContainerNode()) {
                throw invalid(EventMetadata.CONDITIONS, "texts, numbers, true, false or null by column");
            }
            values.put(column, EventDraft.conditionOf(column, value));
        });
        return values;
    }

    private static Map<String, JsonNode> object(Map<String, String> row, String column) {
        JsonNode json = json(row, column);
        if (json == null) {
            return Map.of();
        }
        if (!json.isObject()) {
            throw invalid(column, "a map, or a JSON object");
        }
        Map<String, JsonNode> fields = new LinkedHashMap<>();
        json.properties().forEach(entry -> fields.put(entry.getKey(), entry.getValue()));
        return fields;
    }

    /** Null when there is none. */
    private static JsonNode json(Map<String, String> row, String column) {
        Optional<String> text = text(row, column);
        try {
            JsonNode json = text.isPresent() ? JSON.readTree(text.get()) : null;
            return json == null || json.isNull() ? null : json;
        } catch (JsonProcessingException | NumberFormatException e) {
            // The second is Jackson's answer to an exponent of more than ten digits.
            throw invalid(column, "JSON in which no field comes twice");
        }
    }

    private Optional<Instant> createdAt(Map<String, String> row) {
        Optional<String> text = text(row, "created_at");
        try {
            return shape.isTime("created_at")
                    ? text.map(micros -> Instant.EPOCH.plus(Long.parseLong(micros), ChronoUnit.MICROS))
                    : text.map(Instant::parse);
        } catch (DateTimeException | NumberFormatException e) {
            throw invalid("created_at", "a time like 2026-01-31T12:00:00Z");
        }
    }

    private static BridgeException.InvalidRequest invalid(String column, String expected) {
        return new BridgeException.InvalidRequest(
                ErrorCode.INVALID_FIELD, "Expected the column " + column + " to hold " + expected + ".");
    }
}
