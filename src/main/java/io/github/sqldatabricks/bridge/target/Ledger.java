package io.github.sqldatabricks.bridge.target;

import io.github.sqldatabricks.bridge.jdbc.JdbcRowStream.SqlFailures;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.sync.EventOutcome.ChangeCounts;
import io.github.sqldatabricks.bridge.sync.SyncConfig;
import io.github.sqldatabricks.bridge.sync.TargetDatabase.TargetSession.Attempt;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/** What is remembered of events in the target's own database. Thread-safe. */
public interface Ledger {

    /**
     * The ledger that the delivery asks for.
     *
     * @param migration makes the table, over connections of its own
     */
    static Ledger of(SyncConfig.Delivery delivery, SqlFailures failures, Runnable migration) {
        return switch (delivery) {
            case EXACTLY_ONCE -> new SyncLedger(new LedgerTable(failures, migration));
            case AT_LEAST_ONCE -> new NoLedger();
        };
    }

    /** Whether anything is remembered. */
    boolean isKept();

    /**
     * Makes the ledger's table when it is not there.
     *
     * @throws io.github.sqldatabricks.bridge.model.BridgeException.RemotePermanent ({@code ledger-missing}) when that is not
     *     possible
     */
    void require(TargetConnection connection) throws SQLException;

    /**
     * Notes that an attempt begins; outside of a transaction.
     *
     * @return the counts, when the event is applied already
     * @throws io.github.sqldatabricks.bridge.model.BridgeException.RemoteTransient ({@code event-taken-over}) when an
     *     attempt with a higher fence has begun
     * @throws io.github.sqldatabricks.bridge.model.BridgeException.Conflict ({@code event-id-reused}) when the id is known
     *     with another content
     */
    Optional<ChangeCounts> beginAttempt(TargetConnection connection, Attempt attempt) throws SQLException;

    /**
     * Locks the event's row until the transaction ends, so that of several attempts one at a time gets further.
     *
     * @throws io.github.sqldatabricks.bridge.model.BridgeException.RemoteTransient ({@code event-taken-over}) when another
     *     attempt has begun or has applied the event meanwhile
     */
    void lock(TargetConnection connection, Attempt attempt) throws SQLException;

    /** Notes that the event is applied, in the transaction that applies it. */
    void applied(TargetConnection connection, Attempt attempt, ChangeCounts counts) throws SQLException;

    /** Remembers nothing: an event whose process died between commit and report is applied again. */
    final class NoLedger implements Ledger {

        @Override
        public boolean isKept() {
            return false;
        }

        @Override
        public void require(TargetConnection connection) {
            // There is nothing to make.
        }

        @Override
        public Optional<ChangeCounts> beginAttempt(TargetConnection connection, Attempt attempt) {
            return Optional.empty();
        }

        @Override
        public void lock(TargetConnection connection, Attempt attempt) {
            // Nobody else is kept away.
        }

        @Override
        public void applied(TargetConnection connection, Attempt attempt, ChangeCounts counts) {
            // Nobody will ask.
        }
    }

    /**
     * The table {@code bridge.sync_ledger}: one row for each event. The row is the lock of the event, the highest fence that
     * began is its owner, and {@code applied_at} is written by the transaction that changes the target. That transaction begins by
     * writing a number of rows: a row that has one and no {@code applied_at} says that something inside of it committed it. The same
     * SQL on SQL Server and H2.
     */
    final class SyncLedger implements Ledger {

        /** A second one only after another attempt has inserted the row in between; from then on it is there. */
        private static final int ROUNDS = 2;

        private static final String MINE = " WHERE event_id = ? AND content_hash = ? AND applied_at IS NULL AND fence ";
        private static final String TAKE =
                "UPDATE bridge.sync_ledger SET fence = ?" + MINE + "<= ? AND rows_inserted IS NULL";
        private static final String LOCK =
                "UPDATE bridge.sync_ledger SET rows_inserted = 0" + MINE + "= ? AND rows_inserted IS NULL";
        private static final String FIND =
                "SELECT content_hash, fence, rows_inserted, rows_updated, rows_deleted, applied_at"
                        + " FROM bridge.sync_ledger WHERE event_id = ?";
        private static final String ADD =
                "INSERT INTO bridge.sync_ledger (event_id, content_hash, fence, started_at) VALUES (?, ?, ?, ?)";
        private static final String APPLIED = "UPDATE bridge.sync_ledger SET rows_inserted = ?, rows_updated = ?,"
                + " rows_deleted = ?, applied_at = ? WHERE event_id = ? AND fence = ? AND applied_at IS NULL AND rows_inserted"
                + " = 0";

        /** SQLState class of a violated key (ISO 9075): another process was faster. */
        private static final String INTEGRITY = "23";

        private final LedgerTable table;

        public SyncLedger(LedgerTable table) {
            this.table = table;
        }

        private record Entry(String contentHash, long fence, boolean begun, Optional<ChangeCounts> applied) {
            static Entry read(ResultSet row) throws SQLException {
                ChangeCounts counts = new ChangeCounts(row.getLong(3), row.getLong(4), row.getLong(5));
                return new Entry(
                        row.getString(1),
                        row.getLong(2),
                        row.getObject(3) != null,
                        row.getObject(6, LocalDateTime.class) == null ? Optional.empty() : Optional.of(counts));
            }
        }

        @Override
        public boolean isKept() {
            return true;
        }

        @Override
        public void require(TargetConnection connection) throws SQLException {
            table.require(connection);
        }

        @Override
        public Optional<ChangeCounts> beginAttempt(TargetConnection connection, Attempt attempt) throws SQLException {
            require(connection);
            for (int round = 1; ; round++) {
                if (isTaken(connection, attempt)) {
                    return Optional.empty();
                }
                Optional<Entry> entry = find(connection, attempt);
                if (entry.isPresent()) {
                    return counts(entry.get(), attempt);
                }
                if (isAdded(connection, attempt, round)) {
                    return Optional.empty();
                }
            }
        }

        private static boolean isTaken(TargetConnection connection, Attempt attempt) throws SQLException {
            return connection.update(
                            TAKE, attempt.fence(), attempt.event().value(), attempt.contentHash(), attempt.fence())
                    == 1;
        }

        private static Optional<Entry> find(TargetConnection connection, Attempt attempt) throws SQLException {
            return connection.list(FIND, Entry::read, attempt.event().value()).stream()
                    .findFirst();
        }

        private static boolean isAdded(TargetConnection connection, Attempt attempt, int round) throws SQLException {
            try {
                connection.update(ADD, attempt.event().value(), attempt.contentHash(), attempt.fence(), now());
                return true;
            } catch (SQLException e) {
                if (round < ROUNDS && String.valueOf(e.getSQLState()).startsWith(INTEGRITY)) {
                    return false;
                }
                throw e;
            }
        }

        private static Optional<ChangeCounts> counts(Entry entry, Attempt attempt) {
            if (!entry.contentHash().equals(attempt.contentHash())) {
                throw new BridgeException.Conflict(
                        ErrorCode.EVENT_ID_REUSED,
                        "The event " + attempt.event() + " was seen before with another content. Nothing was changed;"
                                + " give the new event an event_id of its own.");
            }
            if (entry.applied().isEmpty() && entry.begun()) {
                throw new BridgeException.RemotePermanent(
                        ErrorCode.COMMITTED_IN_TRIGGER,
                        "A trigger that commits, or something else inside of the transaction, has committed the change of"
                                + " the event "
                                + attempt.event()
                                + " (wholly, or what had been done of it until then) before the bridge could check it and"
                                + " mark it as applied. It is not applied again: look at the target, take the COMMIT out"
                                + " of the trigger, and send what is missing with an event_id of its own.");
            }
            if (entry.applied().isEmpty()) {
                throw new BridgeException.RemoteTransient(
                        ErrorCode.EVENT_TAKEN_OVER,
                        "A later attempt (" + entry.fence() + ", this one is " + attempt.fence() + ") at the event "
                                + attempt.event() + " has begun. This one changed nothing.",
                        null);
            }
            return entry.applied();
        }

        @Override
        public void lock(TargetConnection connection, Attempt attempt) throws SQLException {
            long locked = connection.update(LOCK, attempt.event().value(), attempt.contentHash(), attempt.fence());
            if (locked != 1) {
                throw new BridgeException.RemoteTransient(
                        ErrorCode.EVENT_TAKEN_OVER,
                        "Another attempt at the event " + attempt.event()
                                + " has begun or ended meanwhile. This one changed"
                                + " nothing; the next looks into the ledger.",
                        null);
            }
        }

        @Override
        public void applied(TargetConnection connection, Attempt attempt, ChangeCounts counts) throws SQLException {
            long noted = connection.update(
                    APPLIED,
                    counts.inserted(),
                    counts.updated(),
                    counts.deleted(),
                    now(),
                    attempt.event().value(),
                    attempt.fence());
            if (noted != 1) {
                throw JdbcTargetSession.transactionEnded(
                        "The ledger's row of " + attempt.event() + " was locked, but is not any more.");
            }
        }

        /** For people only: nothing is decided by these times, so clocks need not agree. */
        private static LocalDateTime now() {
            return LocalDateTime.now(ZoneOffset.UTC);
        }
    }
}
