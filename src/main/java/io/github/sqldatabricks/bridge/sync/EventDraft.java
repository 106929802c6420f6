package io.github.sqldatabricks.bridge.sync;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.model.PlainNumber;
import io.github.sqldatabricks.bridge.model.QuotedInput;
import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.sync.SyncOperation.KeyColumns;
import io.github.sqldatabricks.bridge.sync.TargetTable.TargetIdentity;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * An event as it was written by its asker, in a request or in the events table, before anything of it was checked.
 *
 * @param eventId empty when the bridge should choose one
 * @param operation empty when it is missing, as the others
 * @param primaryKeys empty when there are none
 * @param filterConditions value by column name; an empty value means NULL. What stands in {@code
 *     metadata.filter_conditions} belongs here too
 */
public record EventDraft(
        Optional<String> eventId,
        Optional<String> operation,
        Optional<String> sourceTable,
        Optional<String> targetTable,
        List<String> primaryKeys,
        OptionalInt priority,
        OptionalLong rowsExpected,
        Map<String, Optional<String>> filterConditions,
        Map<String, String> metadata,
        Optional<Instant> createdAt,
        OptionalInt maxRetries) {

    private static final int MAX_RETRIES = 100;

    /** What SQL Server's datetime2 holds, in which the store may keep it. */
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");

    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    public EventDraft {
        eventId = present(eventId);
        operation = present(operation);
        sourceTable = present(sourceTable);
        targetTable = present(targetTable);
        primaryKeys = List.copyOf(primaryKeys);
        filterConditions = Collections.unmodifiableMap(new LinkedHashMap<>(filterConditions));
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    /** Older clients send empty texts for what they leave out. Blanks are no empty text: the caller meant something by them. */
    private static Optional<String> present(Optional<String> text) {
        return text.filter(some -> !some.isEmpty());
    }

    /**
     * The event, everything checked that can be without looking at the tables.
     *
     * @param now when the event was asked for, if it does not say
     * @throws BridgeException.InvalidRequest naming what is wrong first
     */
    public SyncEvent toEvent(SyncEvent.Origin origin, Instant now) {
        SyncEvent event = new SyncEvent(
                eventId.map(EventId::new).orElseGet(EventId::random),
                toOperation(),
                target(),
                origin,
                priority.orElse(0),
                rowsExpected,
                new EventMetadata(metadata),
                createdAt.orElse(now),
                maxRetries);
        requireValid(event);
        return event;
    }

    private SqlServerTable target() {
        SqlServerTable table = SqlServerTable.parse(targetTable.orElse(null));
        if (hasOuterBlanks(table.schema()) || hasOuterBlanks(table.name())) {
            // SQL Server ignores blanks at a name's end: it would be another name for a table that rights and locks
            // know.
            throw invalid(
                    ErrorCode.INVALID_TARGET_TABLE,
                    "a target_table without blanks around its parts, but got "
                            + QuotedInput.of(targetTable.orElse("")));
        }
        if (table.schema().equalsIgnoreCase(TargetIdentity.RESERVED_SCHEMA)) {
            throw invalid(
                    ErrorCode.RESERVED_TARGET,
                    "a target_table outside of the schema '" + TargetIdentity.RESERVED_SCHEMA
                            + "', in which the bridge keeps what it knows of events");
        }
        return table;
    }

    private static boolean hasOuterBlanks(String name) {
        return Character.isSpaceChar(name.codePointAt(0)) || Character.isSpaceChar(name.codePointBefore(name.length()));
    }

    private void requireValid(SyncEvent event) {
        if (rowsExpected.orElse(0) < 0) {
            throw invalid(
                    ErrorCode.INVALID_ROWS_EXPECTED,
                    "rows_expected to be 0 or more, but got " + rowsExpected.getAsLong());
        }
        if (event.createdAt().isBefore(EARLIEST) || event.createdAt().isAfter(LATEST)) {
            throw invalid(ErrorCode.INVALID_FIELD, "created_at to be within the years 1 and 9999");
        }
        int retries = maxRetries.orElse(0);
        if (retries < 0 || retries > MAX_RETRIES) {
            throw invalid(ErrorCode.INVALID_MAX_RETRIES, "max_retries of 0 to " + MAX_RETRIES + ", but got " + retries);
        }
        event.metadata().requireValid();
    }

    private SyncOperation toOperation() {
        SyncOperation.Kind kind = SyncOperation.Kind.of(operation.orElse(null));
        if (kind == SyncOperation.Kind.DELETE) {
            return delete();
        }
        if (!filterConditions.isEmpty()) {
            throw invalid(
                    ErrorCode.INVALID_FILTER_CONDITIONS,
                    "filter_conditions for DELETE only, but they came with " + kind.name());
        }
        UnityTable source = source();
        return switch (kind) {
            case INSERT ->
                new SyncOperation.Insert(
                        source, primaryKeys.isEmpty() ? Optional.empty() : Optional.of(new KeyColumns(primaryKeys)));
            case UPDATE -> new SyncOperation.Update(source, new KeyColumns(primaryKeys));
            case UPSERT -> new SyncOperation.Upsert(source, new KeyColumns(primaryKeys));
            case DELETE -> throw new IllegalStateException("handled above");
        };
    }

    /** Which rows are meant must be beyond doubt: keys or conditions, never a mixture, and never neither. */
    private SyncOperation delete() {
        if (filterConditions.isEmpty() && primaryKeys.isEmpty()) {
            return new SyncOperation.DeleteWhere(Map.of());
        }
        if (filterConditions.isEmpty()) {
            return new SyncOperation.DeleteByKeys(source(), new KeyColumns(primaryKeys));
        }
        if (sourceTable.isPresent() && !primaryKeys.isEmpty()) {
            throw invalid(
                    ErrorCode.INVALID_FILTER_CONDITIONS,
                    "either filter_conditions, or source_table with primary_keys, but got both for a DELETE");
        }
        requireDifferent(filterConditions);
        return new SyncOperation.DeleteWhere(filterConditions);
    }

    private static void requireDifferent(Map<String, ?> conditions) {
        long different = conditions.keySet().stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .distinct()
                .count();
        if (different != conditions.size()) {
            throw invalid(
                    ErrorCode.INVALID_FILTER_CONDITIONS, "one condition for a column, but two differ in case only");
        }
    }

    private UnityTable source() {
        return UnityTable.parse(sourceTable.orElse(null));
    }

    private static BridgeException.InvalidRequest invalid(ErrorCode code, String expected) {
        return new BridgeException.InvalidRequest(code, "Expected " + expected + ".");
    }

    /**
     * The value of a condition; empty for null.
     *
     * @param value no object and no list
     * @throws BridgeException.InvalidRequest when it is a number that is too long to be written out
     */
    public static Optional<String> conditionOf(String column, JsonNode value) {
        return isNull(value) ? Optional.empty() : Optional.of(plain(column, value));
    }

    /**
     * The metadata without what is null and without {@link EventMetadata#CONDITIONS}; objects and lists stay JSON.
     *
     * @throws BridgeException.InvalidRequest when a number is too long to be written out
     */
    public static Map<String, String> metadataOf(Map<String, JsonNode> fields) {
        Map<String, String> metadata = new LinkedHashMap<>();
        fields.forEach((key, value) -> {
            if (!isNull(value) && !key.equals(EventMetadata.CONDITIONS)) {
                metadata.put(key, value.isContainerNode() ? value.toString() : plain(key, value));
            }
        });
        return metadata;
    }

    private static boolean isNull(JsonNode value) {
        return value == null || value.isNull();
    }

    private static String plain(String name, JsonNode value) {
        return value.isNumber() ? PlainNumber.text(name, value.decimalValue()) : value.asText();
    }
}
