package io.github.sqldatabricks.bridge.sync;

import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.model.Hashes;
import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.sync.EventOutcome.ChangeCounts;
import io.github.sqldatabricks.bridge.sync.SyncOperation.KeyColumns;
import io.github.sqldatabricks.bridge.sync.TargetDatabase.TargetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * A change of one SQL Server table that is asked for.
 *
 * @param origin who is responsible
 * @param priority higher goes first
 * @param rowsExpected how many rows the caller expects to change, at least 0
 * @param metadata what the caller sent along
 * @param createdAt when it was asked for
 * @param maxRetries how often a failed attempt may be repeated; empty for the configured number
 */
public record SyncEvent(
        EventId id,
        SyncOperation operation,
        SqlServerTable target,
        Origin origin,
        int priority,
        OptionalLong rowsExpected,
        EventMetadata metadata,
        Instant createdAt,
        OptionalInt maxRetries) {

    private static final String ABSENT = "-";

    /** The user who is responsible; empty when a row of the events table names nobody. */
    public Optional<String> user() {
        return origin instanceof Origin.Request request
                ? Optional.of(request.user())
                : ((Origin.EventsTable) origin).user();
    }

    /** Which database the target is in. */
    public TargetAddress address() {
        return metadata.address();
    }

    /** The same event in a trace. */
    public SyncEvent withTraceparent(String traceparent) {
        Map<String, String> traced = new TreeMap<>(metadata.values());
        traced.put(EventMetadata.TRACEPARENT, traceparent);
        return new SyncEvent(
                id,
                operation,
                target,
                origin,
                priority,
                rowsExpected,
                new EventMetadata(traced),
                createdAt,
                maxRetries);
    }

    /** The same event for the table that its target stands for. */
    SyncEvent at(SqlServerTable table) {
        return new SyncEvent(id, operation, table, origin, priority, rowsExpected, metadata, createdAt, maxRetries);
    }

    /** Expected minus changed rows; empty when they are equal or no number was expected. */
    public OptionalLong discrepancy(ChangeCounts counts) {
        if (rowsExpected.isEmpty() || rowsExpected.getAsLong() == counts.total()) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(rowsExpected.getAsLong() - counts.total());
    }

    /** What the caller should know about the counts; empty when they are as expected, or nothing was. */
    Optional<String> warning(ChangeCounts counts) {
        if (discrepancy(counts).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of("Expected " + rowsExpected.getAsLong() + " rows to change (rows_expected), but "
                + counts.total() + " did.");
    }

    /**
     * Identifies what is asked for, so that an id that comes again with something else is noticed; SHA-256, hexadecimal. When, how
     * urgent and how often to retry do not count.
     */
    public String contentHash() {
        List<String> parts = new ArrayList<>();
        parts.add(operation.kind().name());
        // SQL Server compares names without case, under nearly every collation.
        parts.add(target.quoted().toLowerCase(Locale.ROOT));
        parts.add(operation.sourceTable().map(Object::toString).orElse(ABSENT));
        add(parts, operation.keyColumns().map(KeyColumns::names).orElse(List.of()));
        add(parts, sortedConditions(operation));
        add(parts, lasting(metadata.values()));
        parts.add(rowsExpected.toString());
        return Hashes.of(parts);
    }

    private static Map<String, String> sortedConditions(SyncOperation operation) {
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
        lasting.remove(EventMetadata.TRACEPARENT);
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

    /** Where an event came from, and so whose permissions count. */
    public sealed interface Origin {

        /**
         * A caller with a token asked over HTTP.
         *
         * @param user the user's name in the permissions file
         */
        record Request(String user) implements Origin {}

        /**
         * A row of the events table, which carries no token.
         *
         * @param user who the row says it acts for; counts only when that user allows it
         */
        record EventsTable(Optional<String> user) implements Origin {}
    }
}
