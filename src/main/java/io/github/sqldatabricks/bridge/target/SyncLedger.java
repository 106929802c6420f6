package io.github.sqldatabricks.bridge.target;

import io.github.sqldatabricks.bridge.jdbc.SqlFailures;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.sync.ChangeCounts;
import io.github.sqldatabricks.bridge.sync.TargetSession.Attempt;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * The table {@code bridge.sync_ledger}: one row for each event. The row is the lock of the event, the highest fence that
 * began is its owner, and {@code applied_at} is written by the transaction that changes the target. That transaction begins by
 * writing a number of rows: a row that has one and no {@code applied_at} says that something inside of it committed it. The same
 * SQL on SQL Server and H2.
 */
public final class SyncLedger implements Ledger {

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
        return connection.update(TAKE, attempt.fence(), attempt.event().value(), attempt.contentHash(), attempt.fence())
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

    /** Sees to it, once, that a database has the ledger's table. Thread-safe. */
    public static final class LedgerTable {

        private static final Logger LOG = Logger.getLogger(LedgerTable.class);
        private static final String EXISTS = "SELECT COUNT(*) FROM INFORMATION_SCHEMA.TABLES"
                + " WHERE LOWER(TABLE_SCHEMA) = 'bridge' AND LOWER(TABLE_NAME) = 'sync_ledger'";

        /** Rights are granted by people; whether the table is there is looked at with each event. */
        private static final Duration BETWEEN_ATTEMPTS = Duration.ofMinutes(1);

        private final SqlFailures failures;
        private final Runnable migration;
        private boolean ready;
        private BridgeException refusal;
        private long refusedAt;

        /** @param migration makes the table, over connections of its own */
        public LedgerTable(SqlFailures failures, Runnable migration) {
            this.failures = failures;
            this.migration = migration;
        }

        /**
         * Makes the table when it is not there; one that a DBA has made is left as it is. After a refusal the next attempt at making
         * it is a minute later; until then the answer is the same.
         *
         * @throws BridgeException.RemotePermanent ({@code ledger-missing}) when it can't be made
         */
        synchronized void require(TargetConnection connection) throws SQLException {
            if (!ready && !exists(connection)) {
                make(connection);
            }
            ready = true;
        }

        private static boolean exists(TargetConnection connection) throws SQLException {
            return connection.list(EXISTS, row -> row.getLong(1)).get(0) > 0;
        }

        /** Another process may make it at the same time; the second one fails and finds it there. */
        private void make(TargetConnection connection) throws SQLException {
            if (refusal != null && System.nanoTime() - refusedAt < BETWEEN_ATTEMPTS.toNanos()) {
                throw refusal;
            }
            try {
                migration.run();
                LOG.info("Made the table bridge.sync_ledger");
            } catch (RuntimeException e) {
                if (!exists(connection)) {
                    throw remembered(failure(e));
                }
            }
        }

        private BridgeException remembered(BridgeException failure) {
            if (!failure.retryable()) {
                refusal = failure;
                refusedAt = System.nanoTime();
                LOG.warn("The table bridge.sync_ledger could not be made; the next attempt is in a minute", failure);
            }
            return failure;
        }

        private BridgeException failure(RuntimeException failure) {
            Optional<BridgeException> passing = Stream.iterate(
                            (Throwable) failure, cause -> cause != null, Throwable::getCause)
                    .filter(SQLException.class::isInstance)
                    .map(cause -> failures.translate((SQLException) cause, "Making the table bridge.sync_ledger"))
                    .filter(BridgeException::retryable)
                    .findFirst();
            return passing.orElseGet(() -> new BridgeException.RemotePermanent(
                    ErrorCode.LEDGER_MISSING,
                    "The table bridge.sync_ledger, which makes sure that no event is applied twice, is not there (or"
                            + " not visible) and could not be made. Let a DBA run what 'bridge setup --print' prints, or"
                            + " accept that an event can be applied twice: bridge.sync.delivery=at-least-once.",
                    failure));
        }
    }
}
