package io.github.sqldatabricks.bridge.sync;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.model.QuotedInput;
import io.github.sqldatabricks.bridge.sync.EventOutcome.ChangeCounts;
import io.github.sqldatabricks.bridge.sync.TargetDatabase.TargetSession;
import io.github.sqldatabricks.bridge.sync.TargetTable.TargetIdentity;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

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

    /**
     * The right of one worker to apply an event, as long as it renews it. At most one claim is alive for each target table.
     *
     * @param stored the event as it was when it was claimed, its status {@link EventStatus#PROCESSING}
     * @param fence grows with every claim of the event, at least 1
     * @param worker who has it
     * @param reclaims how many workers died while they had the event
     * @param reclaimed whether the last of them died just before this claim
     * @param unsettled whether an earlier attempt may have committed, or still may: nobody knows how it ended, and the ledger was
     *     not asked since
     * @param targetKey the {@link TargetIdentity#key} of the table that it keeps others from; empty when the server could not be asked
     */
    public record Claim(
            StoredEvent stored,
            long fence,
            String worker,
            int reclaims,
            boolean reclaimed,
            boolean unsettled,
            Optional<String> targetKey) {

        /** What is asked for. */
        public SyncEvent event() {
            return stored.event();
        }

        /** The event's id. */
        public EventId id() {
            return stored.id();
        }

        /** This attempt, as the ledger knows it. */
        public TargetSession.Attempt attempt() {
            return new TargetSession.Attempt(id(), event().contentHash(), fence);
        }
    }

    /** How far an event is. */
    public enum EventStatus {
        /** Nobody works on it yet. */
        PENDING,
        /** A worker applies it. */
        PROCESSING,
        /** It was applied, exactly once. */
        COMPLETED,
        /** It was not applied, and will not be by itself. */
        FAILED,
        /** A guard rail refused it; nothing was changed. */
        BLOCKED,
        /** An attempt failed in a way that can pass; the next one comes. Nothing was changed. */
        RETRY;

        /** As callers see it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Whether nothing more happens to the event by itself. */
        public boolean ended() {
            return this == COMPLETED || this == FAILED || this == BLOCKED;
        }

        /**
         * The status of that name, case ignored.
         *
         * @throws BridgeException.InvalidRequest when there is none
         */
        public static EventStatus of(String text) {
            return Arrays.stream(values())
                    .filter(status -> status.text().equalsIgnoreCase(text))
                    .findFirst()
                    .orElseThrow(() -> new BridgeException.InvalidRequest(
                            ErrorCode.INVALID_STATUS,
                            "Expected one of "
                                    + Arrays.stream(values())
                                            .map(EventStatus::text)
                                            .collect(Collectors.joining(", "))
                                    + ", but got " + QuotedInput.of(text) + "."));
        }
    }
}
