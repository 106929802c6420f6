package io.github.sqldatabricks.bridge.operator;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.sync.EventDraft;
import io.github.sqldatabricks.bridge.sync.EventOutcome;
import io.github.sqldatabricks.bridge.sync.EventOutcome.ChangeCounts;
import io.github.sqldatabricks.bridge.sync.EventOutcome.DryRun;
import io.github.sqldatabricks.bridge.sync.StoredEvent.EventStatus;
import io.github.sqldatabricks.bridge.sync.SyncEvent;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Events and what became of them as Python gives and gets them: maps of plain Java types. */
final class EventMaps {

    /** The caller is the job. Its right is the SQL Server login that it brought. */
    private static final SyncEvent.Origin ORIGIN = new SyncEvent.Origin.Request("operator");

    private EventMaps() {}

    /**
     * The event.
     *
     * @param request {@code operation}, {@code source_table}, {@code target_table}, {@code event_id} (text), {@code
     *     primary_keys} (list of text), {@code rows_expected} (number), {@code filter_conditions} (map to text or null), {@code
     *     metadata} (map to text); each may be missing or null as far as the operation allows
     * @throws BridgeException.InvalidRequest when it is not valid
     */
    static SyncEvent event(Map<String, ?> request) {
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

    /**
     * What became of an event: {@code event_id}; {@code status} (completed, failed, blocked); when completed {@code
     * rows_affected}, {@code rows_inserted}, {@code rows_updated}, {@code rows_deleted}, {@code discrepancy} (expected minus
     * affected; null when equal or not asked), {@code warning} and {@code applied_before} (whether an earlier call had done it); else
     * {@code error_code}, {@code error_message} and {@code retryable}. A dry run has its counts in any case, and {@code sample}: a
     * list of maps with {@code before} and {@code after}.
     */
    static Map<String, Object> outcome(SyncEvent event, EventOutcome outcome) {
        Map<String, Object> record = new LinkedHashMap<>();
        record.put("event_id", event.id().value());
        if (outcome instanceof EventOutcome.Applied applied) {
            record.put("status", EventStatus.COMPLETED.text());
            putCounts(record, event, applied.counts());
            record.put("warning", applied.warning().orElse(null));
            record.put("applied_before", applied.appliedBefore());
        } else if (outcome instanceof EventOutcome.Blocked blocked) {
            putFailure(record, EventStatus.BLOCKED, blocked.code(), blocked.message(), false);
        } else if (outcome instanceof EventOutcome.Failed failed) {
            putFailure(record, EventStatus.FAILED, failed.code(), failed.message(), failed.retryable());
        }
        return record;
    }

    static Map<String, Object> dryRun(SyncEvent event, DryRun dryRun) {
        Map<String, Object> record = outcome(event, dryRun.outcome());
        putCounts(record, event, dryRun.counts());
        List<Map<String, Map<String, String>>> sample = dryRun.sample().stream()
                .map(row -> Map.<String, Map<String, String>>of(
                        "before", new LinkedHashMap<>(row.before()), "after", new LinkedHashMap<>(row.after())))
                .toList();
        record.put("sample", sample);
        return record;
    }

    private static void putCounts(Map<String, Object> record, SyncEvent event, ChangeCounts counts) {
        record.put("rows_affected", counts.total());
        record.put("rows_inserted", counts.inserted());
        record.put("rows_updated", counts.updated());
        record.put("rows_deleted", counts.deleted());
        OptionalLong discrepancy = event.discrepancy(counts);
        record.put("discrepancy", discrepancy.isPresent() ? discrepancy.getAsLong() : null);
    }

    private static void putFailure(
            Map<String, Object> record, EventStatus status, String code, String message, boolean retryable) {
        record.put("status", status.text());
        record.put("error_code", code);
        record.put("error_message", message);
        record.put("retryable", retryable);
    }
}
