package io.github.sqldatabricks.bridge.operator;

import io.github.sqldatabricks.bridge.sync.ChangeCounts;
import io.github.sqldatabricks.bridge.sync.DryRun;
import io.github.sqldatabricks.bridge.sync.EventOutcome;
import io.github.sqldatabricks.bridge.sync.EventStatus;
import io.github.sqldatabricks.bridge.sync.SyncEvent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Writes what became of an event for Python: {@code event_id}; {@code status} (completed, failed, blocked); when completed {@code
 * rows_affected}, {@code rows_inserted}, {@code rows_updated}, {@code rows_deleted}, {@code discrepancy} (expected minus
 * affected; null when equal or not asked), {@code warning} and {@code applied_before} (whether an earlier call had done it); else
 * {@code error_code}, {@code error_message} and {@code retryable}. A dry run has its counts in any case, and {@code sample}: a
 * list of maps with {@code before} and {@code after}.
 */
final class EventRecord {

    private EventRecord() {}

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
