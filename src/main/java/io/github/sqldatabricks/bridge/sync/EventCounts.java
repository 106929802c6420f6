package io.github.sqldatabricks.bridge.sync;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * How many events there are.
 *
 * @param byStatus every status, with 0 when there is none
 * @param byOperation every operation, as the statuses
 * @param oldestWaiting when the oldest event that is not ended was accepted
 * @param unmirrored events of the events table whose status is not written there yet
 */
public record EventCounts(
        Map<EventStatus, Long> byStatus,
        Map<OperationKind, Long> byOperation,
        Optional<Instant> oldestWaiting,
        long unmirrored) {

    public EventCounts {
        byStatus = Map.copyOf(byStatus);
        byOperation = Map.copyOf(byOperation);
    }

    /** All events. */
    public long total() {
        return byStatus.values().stream().mapToLong(Long::longValue).sum();
    }
}
