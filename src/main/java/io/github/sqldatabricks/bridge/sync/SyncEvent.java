package io.github.sqldatabricks.bridge.sync;

import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.model.SqlServerTable;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * A change of one SQL Server table that a caller asks for.
 *
 * @param origin who is responsible
 * @param priority higher goes first
 * @param rowsExpected how many rows the asker expects to change, at least 0
 * @param metadata what the asker sent along; never empty keys
 * @param createdAt when it was asked for
 * @param maxRetries how often a failed attempt may be repeated; empty for the configured number
 */
public record SyncEvent(
        EventId id,
        SyncOperation operation,
        SqlServerTable target,
        EventOrigin origin,
        int priority,
        OptionalLong rowsExpected,
        Map<String, String> metadata,
        Instant createdAt,
        OptionalInt maxRetries) {

    /** The key of {@link #traceparent} in the metadata. */
    static final String TRACEPARENT = "traceparent";

    public SyncEvent {
        metadata = Collections.unmodifiableMap(new TreeMap<>(metadata));
    }

    /** The user who is responsible; empty when a row of the events table names nobody. */
    public Optional<String> user() {
        return origin instanceof EventOrigin.Request request
                ? Optional.of(request.user())
                : ((EventOrigin.EventsTable) origin).user();
    }

    /** Whose SQL Server is the target ({@code metadata.country}); empty for the default one. */
    public Optional<Country> country() {
        return said("country").map(Country::new);
    }

    /** Which database the target is in. */
    public TargetAddress address() {
        return new TargetAddress(country(), said("target_server"), said("target_database"));
    }

    /** What the asker should know of the metadata. */
    public Optional<String> advice() {
        return MetadataKeys.advice(metadata.keySet());
    }

    /** A value of the metadata; an empty one is none. */
    private Optional<String> said(String key) {
        return Optional.ofNullable(metadata.get(key)).filter(value -> !value.isEmpty());
    }

    /** The trace that the event belongs to ({@code metadata.traceparent}), as it was given; W3C Trace Context. */
    public Optional<String> traceparent() {
        return Optional.ofNullable(metadata.get(TRACEPARENT));
    }

    /** The same event in a trace. */
    public SyncEvent withTraceparent(String traceparent) {
        Map<String, String> traced = new TreeMap<>(metadata);
        traced.put(TRACEPARENT, traceparent);
        return new SyncEvent(id, operation, target, origin, priority, rowsExpected, traced, createdAt, maxRetries);
    }

    /** The same event for the table that its target stands for. */
    SyncEvent at(SqlServerTable table) {
        return new SyncEvent(id, operation, table, origin, priority, rowsExpected, metadata, createdAt, maxRetries);
    }

    /** Expected minus changed rows; empty when they are equal or nobody expected a number. */
    public OptionalLong discrepancy(ChangeCounts counts) {
        if (rowsExpected.isEmpty() || rowsExpected.getAsLong() == counts.total()) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(rowsExpected.getAsLong() - counts.total());
    }

    /** What happens when another number of rows than expected changes ({@code metadata.on_discrepancy}). */
    public DiscrepancyPolicy onDiscrepancy() {
        return DiscrepancyPolicy.of(said("on_discrepancy").orElse(null));
    }

    /** Identifies what is asked for, so that an id that comes again with something else is noticed; SHA-256, hexadecimal. */
    public String contentHash() {
        return ContentHash.of(this);
    }

    /** What the event itself asks for rows that foreign keys change ({@code metadata.cascade}); empty for the service's policy. */
    public Optional<CascadePolicy> cascade() {
        return CascadePolicy.ofMetadata(said("cascade").orElse(null));
    }

    /** Which nested values go into text as JSON ({@code metadata.json}). */
    public JsonColumns json() {
        return JsonColumns.of(metadata.get("json"));
    }

    /** What happens to source values for an identity column ({@code metadata.identity}). */
    public IdentityPolicy identity() {
        return IdentityPolicy.of(said("identity").orElse(null));
    }
}
