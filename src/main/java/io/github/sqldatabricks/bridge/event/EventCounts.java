package io.github.sqldatabricks.bridge.event;

import io.github.sqldatabricks.bridge.sync.EventStatus;
import io.github.sqldatabricks.bridge.sync.SyncOperation;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * How many events there are.
 *
 * @param byStatus every status, with 0 when there is none
 * @param byOperation every operation, as the statuses
 * @param oldestWaiting when the oldest event that has not ended was accepted
 * @param unwritten events of the events table whose status is not written there yet
 * @param oldestUnwritten when the first of these changed
 * @param now the store's time, by which all times are
 */
public record EventCounts(
        Map<EventStatus, Long> byStatus,
        Map<SyncOperation.Kind, Long> byOperation,
        Optional<Instant> oldestWaiting,
        long unwritten,
        Optional<Instant> oldestUnwritten,
        Instant now) {

    public EventCounts {
        byStatus = Map.copyOf(byStatus);
        byOperation = Map.copyOf(byOperation);
    }

    /** All events. */
    public long total() {
        return byStatus.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Age of the oldest event that has not ended; zero when there is none. */
    public Duration waitingAge() {
        return oldestWaiting.map(then -> Duration.between(then, now)).orElse(Duration.ZERO);
    }

    /** How far the events table is behind; zero when it is not. */
    public Duration writeBackLag() {
        return oldestUnwritten.map(then -> Duration.between(then, now)).orElse(Duration.ZERO);
    }
}
