package io.github.sqldatabricks.bridge.sync;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a row of the events table is told about its event.
 *
 * @param eventId as the row has it
 * @param pendingOnly whether only rows that are pending are told; for rows that were never accepted
 */
public record EventReport(
        String eventId,
        EventStatus status,
        OptionalLong rowsAffected,
        OptionalLong discrepancy,
        Optional<String> warning,
        Optional<String> errorMessage,
        OptionalInt retryCount,
        Optional<Instant> processedAt,
        boolean pendingOnly) {

    /** The state of an event. */
    public static EventReport of(StoredEvent stored) {
        return new EventReport(
                stored.event().id().value(),
                stored.status(),
                stored.rowsAffected(),
                stored.discrepancy(),
                stored.warning(),
                stored.errorMessage(),
                OptionalInt.of(stored.retryCount()),
                stored.processedAt(),
                false);
    }

    /** A row that never becomes an event. */
    public static EventReport of(EventInbox.MalformedRow row, Instant now) {
        return new EventReport(
                row.eventId(),
                EventStatus.FAILED,
                OptionalLong.empty(),
                OptionalLong.empty(),
                Optional.empty(),
                Optional.of(row.reason()),
                OptionalInt.empty(),
                Optional.of(now),
                true);
    }
}
