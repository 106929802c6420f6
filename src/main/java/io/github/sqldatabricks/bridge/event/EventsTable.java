package io.github.sqldatabricks.bridge.event;

import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.sync.EventDraft;
import io.github.sqldatabricks.bridge.sync.StoredEvent;
import io.github.sqldatabricks.bridge.sync.StoredEvent.EventStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Port: the table {@code bridge_events} of Databricks. Thread-safe, blocking.
 *
 * <p>All calls throw {@code BridgeException.RemoteTransient} when another attempt can help, and {@code
 * BridgeException.RemotePermanent} when it can't: the table is not there, or has another shape.
 */
public interface EventsTable {

    /** The rows that nobody has taken up, the highest priority first, then the oldest; one statement. */
    PendingRows pending(int limit);

    /** The ids of all rows that say pending or processing, whoever has written that; one statement. */
    Set<String> unfinished();

    /** Writes how far events are, one statement for all. Writing the same again changes nothing. */
    void report(List<StatusReport> reports);

    /**
     * Rows that were read.
     *
     * @param drafts what could be read
     * @param malformed what could not
     */
    record PendingRows(List<EventDraft> drafts, List<MalformedRow> malformed) {
        public PendingRows {
            drafts = List.copyOf(drafts);
            malformed = List.copyOf(malformed);
        }
    }

    /**
     * A row that is no event.
     *
     * @param eventId as the row has it
     * @param code stable, docs/errors.md
     */
    record MalformedRow(String eventId, ErrorCode error, String reason) {}

    /**
     * What a row of the events table is told about its event.
     *
     * @param eventId as the row has it
     * @param pendingOnly whether only rows that are pending are told; for rows that were never accepted
     */
    record StatusReport(
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
        public static StatusReport of(StoredEvent stored) {
            return new StatusReport(
                    stored.id().value(),
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
        public static StatusReport of(EventsTable.MalformedRow row, Instant now) {
            return new StatusReport(
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

    /** Port: makes and checks the events table in Databricks. Blocking. */
    interface Setup {

        /** The statements that make it, for running them by hand. */
        String ddl();

        /**
         * Makes the table, and its schema, unless they are there.
         *
         * @throws io.github.sqldatabricks.bridge.model.BridgeException when that is refused or fails
         */
        void create();

        /**
         * Looks at the table.
         *
         * @throws io.github.sqldatabricks.bridge.model.BridgeException when it is not there or can't be read
         */
        Findings check();

        /**
         * What a table lacks.
         *
         * @param needed columns without which no event can be read
         * @param wanted columns without which something can't be said
         */
        record Findings(List<String> needed, List<String> wanted) {
            public Findings {
                needed = List.copyOf(needed);
                wanted = List.copyOf(wanted);
            }
        }
    }
}
