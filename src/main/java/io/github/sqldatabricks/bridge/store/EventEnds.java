package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.sync.EventOutcome;
import io.github.sqldatabricks.bridge.sync.EventStatus;
import io.github.sqldatabricks.bridge.sync.StoredEvent;
import java.time.LocalDateTime;
import java.util.Optional;

/** What outcomes look like in the table. */
final class EventEnds {

    private EventEnds() {}

    static EventWriter.End of(EventOutcome outcome) {
        if (outcome instanceof EventOutcome.Applied applied) {
            return new EventWriter.End(
                    EventStatus.COMPLETED,
                    Optional.of(applied.counts()),
                    applied.warning(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }
        if (outcome instanceof EventOutcome.Blocked blocked) {
            return error(EventStatus.BLOCKED, blocked.code(), blocked.message(), false, Optional.empty());
        }
        EventOutcome.Failed failed = (EventOutcome.Failed) outcome;
        return error(EventStatus.FAILED, failed.code(), failed.message(), failed.retryable(), Optional.empty());
    }

    /** Whether the event is as {@link #of} this outcome leaves it. */
    static boolean isEndOf(StoredEvent event, EventOutcome outcome) {
        EventWriter.End end = of(outcome);
        return event.status() == end.status()
                && event.counts().equals(end.counts())
                && event.errorCode().equals(end.errorCode())
                && event.errorMessage().equals(end.errorMessage());
    }

    static EventWriter.End retry(EventOutcome.Failed failure, LocalDateTime next) {
        return error(EventStatus.RETRY, failure.code(), failure.message(), true, Optional.of(next));
    }

    private static EventWriter.End error(
            EventStatus status, String code, String message, boolean retryable, Optional<LocalDateTime> nextAttemptAt) {
        return new EventWriter.End(
                status,
                Optional.empty(),
                Optional.empty(),
                Optional.of(code),
                Optional.of(message),
                Optional.of(retryable ? 1 : 0),
                nextAttemptAt);
    }
}
