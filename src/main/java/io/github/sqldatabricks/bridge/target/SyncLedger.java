package io.github.sqldatabricks.bridge.target;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.sync.ChangeCounts;
import io.github.sqldatabricks.bridge.sync.LedgerTicket;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * The table {@code bridge.sync_ledger}: one row for each event. The row is the lock of the event, the highest fence that
 * began is its owner, and {@code applied_at} is written by the transaction that changes the target. That transaction begins by
 * writing a number of rows: a row that has one and no {@code applied_at} says that something inside of it committed it. The same
 * SQL on SQL Server and H2.
 */
public final class SyncLedger implements Ledger {

    /** A second one only after another attempt has inserted the row in between; from then on it is there. */
    private static final int ATTEMPTS = 2;

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
            + " rows_deleted = ?, applied_at = ? WHERE event_id = ? AND fence = ? AND applied_at IS NULL AND rows_inserted = 0";

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
    public Optional<ChangeCounts> beginAttempt(TargetConnection connection, LedgerTicket ticket) throws SQLException {
        require(connection);
        for (int attempt = 1; ; attempt++) {
            if (isTaken(connection, ticket)) {
                return Optional.empty();
            }
            Optional<Entry> entry = find(connection, ticket);
            if (entry.isPresent()) {
                return counts(entry.get(), ticket);
            }
            if (isAdded(connection, ticket, attempt)) {
                return Optional.empty();
            }
        }
    }

    private static boolean isTaken(TargetConnection connection, LedgerTicket ticket) throws SQLException {
        return connection.update(TAKE, ticket.fence(), ticket.event().value(), ticket.contentHash(), ticket.fence())
                == 1;
    }

    private static Optional<Entry> find(TargetConnection connection, LedgerTicket ticket) throws SQLException {
        return connection.list(FIND, Entry::read, ticket.event().value()).stream()
                .findFirst();
    }

    private static boolean isAdded(TargetConnection connection, LedgerTicket ticket, int attempt) throws SQLException {
        try {
            connection.update(ADD, ticket.event().value(), ticket.contentHash(), ticket.fence(), now());
            return true;
        } catch (SQLException e) {
            if (attempt < ATTEMPTS && String.valueOf(e.getSQLState()).startsWith(INTEGRITY)) {
                return false;
            }
            throw e;
        }
    }

    private static Optional<ChangeCounts> counts(Entry entry, LedgerTicket ticket) {
        if (!entry.contentHash().equals(ticket.contentHash())) {
            throw new BridgeException.Conflict(
                    ErrorCode.EVENT_ID_REUSED,
                    "The event " + ticket.event() + " was seen before with another content. Nothing was changed;"
                            + " give the new event an event_id of its own.");
        }
        if (entry.applied().isEmpty() && entry.begun()) {
            throw new BridgeException.RemotePermanent(
                    ErrorCode.COMMITTED_IN_TRIGGER,
                    "A trigger that commits, or something else inside of the transaction, has committed the change of the event "
                            + ticket.event()
                            + " (wholly, or what had been done of it until then) before the bridge could check it and"
                            + " mark it as applied. It is not applied again: look at the target, take the COMMIT out of the"
                            + " trigger, and send what is missing with an event_id of its own.");
        }
        if (entry.applied().isEmpty()) {
            throw new BridgeException.RemoteTransient(
                    ErrorCode.EVENT_TAKEN_OVER,
                    "A later attempt (" + entry.fence() + ", this one is " + ticket.fence() + ") at the event "
                            + ticket.event() + " has begun. This one changed nothing.",
                    null);
        }
        return entry.applied();
    }

    @Override
    public void lock(TargetConnection connection, LedgerTicket ticket) throws SQLException {
        long locked = connection.update(LOCK, ticket.event().value(), ticket.contentHash(), ticket.fence());
        if (locked != 1) {
            throw new BridgeException.RemoteTransient(
                    ErrorCode.EVENT_TAKEN_OVER,
                    "Another attempt at the event " + ticket.event() + " has begun or ended meanwhile. This one changed"
                            + " nothing; the next looks into the ledger.",
                    null);
        }
    }

    @Override
    public void applied(TargetConnection connection, LedgerTicket ticket, ChangeCounts counts) throws SQLException {
        long noted = connection.update(
                APPLIED,
                counts.inserted(),
                counts.updated(),
                counts.deleted(),
                now(),
                ticket.event().value(),
                ticket.fence());
        if (noted != 1) {
            throw JdbcTargetSession.transactionEnded(
                    "The ledger's row of " + ticket.event() + " was locked, but is not any more.");
        }
    }

    /** For people only: nothing is decided by these times, so clocks need not agree. */
    private static LocalDateTime now() {
        return LocalDateTime.now(ZoneOffset.UTC);
    }
}
