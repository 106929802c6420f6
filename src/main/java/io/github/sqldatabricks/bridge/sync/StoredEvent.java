package io.github.sqldatabricks.bridge.sync;

import io.github.sqldatabricks.bridge.model.EventId;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An event and how far it is.
 *
 * @param attempts how often it was begun, the present attempt included
 * @param counts what it changed; present when completed
 * @param warning what the caller should know
 * @param errorCode stable, docs/errors.md; present when failed, blocked or in retry
 * @param errorMessage for people; present with the code
 * @param acceptedAt when the bridge stored it, by the store's clock as the others
 * @param processedAt when it ended
 * @param nextAttemptAt when the next attempt begins; present in retry
 * @param version grows with every change of any event
 * @param writtenBack whether the events table shows this state; true for events that are not from there
 * @param retryable whether the failure can pass without a change; present with the code, unless an older version wrote it
 */
public record StoredEvent(
        SyncEvent event,
        EventStatus status,
        int attempts,
        Optional<ChangeCounts> counts,
        Optional<String> warning,
        Optional<String> errorCode,
        Optional<String> errorMessage,
        Instant acceptedAt,
        Optional<Instant> processedAt,
        Optional<Instant> nextAttemptAt,
        long version,
        boolean writtenBack,
        Optional<Boolean> retryable) {

    /** The event's id. */
    public EventId id() {
        return event.id();
    }

    /** What the caller should know: of the change, and of the metadata from the beginning. */
    @Override
    public Optional<String> warning() {
        Optional<String> advice = event.metadata().advice();
        if (warning.isEmpty() || advice.isEmpty()) {
            return warning.or(() -> advice);
        }
        return Optional.of(warning.get().contains(advice.get()) ? warning.get() : warning.get() + " " + advice.get());
    }

    /** Attempts after the first. */
    public int retryCount() {
        return Math.max(0, attempts - 1);
    }

    /** How many rows changed; present when completed. */
    public OptionalLong rowsAffected() {
        return counts.isPresent() ? OptionalLong.of(counts.get().total()) : OptionalLong.empty();
    }

    /** Expected minus changed rows; empty when they are equal or one of them is not known. */
    public OptionalLong discrepancy() {
        return counts.isPresent() ? event.discrepancy(counts.get()) : OptionalLong.empty();
    }
}
