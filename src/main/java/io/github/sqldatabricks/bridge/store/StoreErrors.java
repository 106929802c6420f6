package io.github.sqldatabricks.bridge.store;

import static org.h2.api.ErrorCode.CONCURRENT_UPDATE_1;
import static org.h2.api.ErrorCode.CONNECTION_BROKEN_1;
import static org.h2.api.ErrorCode.DATABASE_CALLED_AT_SHUTDOWN;
import static org.h2.api.ErrorCode.DATABASE_IS_CLOSED;
import static org.h2.api.ErrorCode.DEADLOCK_1;
import static org.h2.api.ErrorCode.LOCK_TIMEOUT_1;
import static org.h2.api.ErrorCode.STATEMENT_WAS_CANCELED;

import io.github.sqldatabricks.bridge.jdbc.SqlServerError;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.observe.FailureLog;
import io.github.sqldatabricks.bridge.store.Statements.Changes;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.h2.jdbc.JdbcException;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStoreException;
import org.jboss.logging.Logger;

/**
 * The errors of the bridge's own database, by what it keeps: for whom it failed, as callers see it ({@link #translate}); and what an
 * error means, decided by number and SQLState, never by text. H2's numbers are not SQL Server's.
 */
enum StoreErrors {
    JOBS("The job store's", ErrorCode.JOB_STORE_UNAVAILABLE, ErrorCode.JOB_STORE_FAILED),
    EVENTS("The event store's", ErrorCode.EVENT_STORE_UNAVAILABLE, ErrorCode.EVENT_STORE_FAILED),
    AUDIT("The audit trail's", ErrorCode.AUDIT_STORE_UNAVAILABLE, ErrorCode.AUDIT_STORE_FAILED);

    /** What a batch on H2 says when a requirement of {@link Changes} is not met. */
    static final String UNMET = "45B01";

    private static final String DEADLOCK = "40001";
    /** H2's (which is also its SQLState), and SQL Server's of an index and of a constraint. */
    private static final Set<Integer> DUPLICATE = Set.of(23505, 2601, 2627);

    /** H2: the connection is broken, the database is closing or closed. */
    private static final Set<Integer> H2_LOST =
            Set.of(CONNECTION_BROKEN_1, DATABASE_IS_CLOSED, DATABASE_CALLED_AT_SHUTDOWN);
    /** H2: another transaction has the rows or the table. */
    private static final Set<Integer> H2_LOCKED = Set.of(LOCK_TIMEOUT_1, CONCURRENT_UPDATE_1);
    /** H2: the file can't be read or written, is no store's, or the database was closed after that. */
    private static final Set<Integer> H2_FILE = Set.of(90028, 90030, 90031, 90098);
    /** H2's file: a transaction waits for another one in vain, whatever the file does. */
    private static final Set<Integer> H2_OTHERS_TRANSACTION =
            Set.of(DataUtils.ERROR_TRANSACTION_LOCKED, DataUtils.ERROR_TRANSACTIONS_DEADLOCK);
    /** H2: the file is locked, by another process that has it open. */
    private static final int H2_IN_USE = 90020;

    private static final FailureLog FAILURES = new FailureLog(Logger.getLogger(JobDatabase.class));

    private final String whose;
    private final ErrorCode unavailable;
    private final ErrorCode failed;

    StoreErrors(String whose, ErrorCode unavailable, ErrorCode failed) {
        this.whose = whose;
        this.unavailable = unavailable;
        this.failed = failed;
    }

    /** Nobody failed, but others changed the same rows first, each time; the last time the database said {@code last}. */
    BridgeException contended(int attempts, Optional<SQLException> last) {
        String message =
                whose + " rows were changed by others " + attempts + " times while this change was made. Try again.";
        FAILURES.report(unavailable + " contended", message, last.orElse(null));
        return new BridgeException.RemoteTransient(unavailable, message, last.orElse(null));
    }

    /** The error as callers see it, without the server's own words; those are logged. */
    BridgeException translate(SQLException error) {
        String message = whose + " database failed: " + reason(error) + " (SQLState " + error.getSQLState() + ", error "
                + error.getErrorCode() + "). The service's log has the details.";
        ErrorCode code = isTransient(error) ? unavailable : failed;
        FAILURES.report(code + " " + error.getSQLState() + " " + error.getErrorCode(), message, error);
        return isTransient(error)
                ? new BridgeException.RemoteTransient(code, message, error)
                : new BridgeException.RemotePermanent(code, message, error);
    }

    /** Whether another transaction was preferred; the same work can be done again at once. */
    static boolean isDeadlock(SQLException error) {
        return DEADLOCK.equals(error.getSQLState());
    }

    /** Whether a row with the same key is there; no other constraint, which the same change would never meet. */
    static boolean isDuplicate(SQLException error) {
        return DUPLICATE.contains(error.getErrorCode());
    }

    /** Whether a requirement of a batch was not met. */
    static boolean isUnmet(SQLException error) {
        return UNMET.equals(error.getSQLState());
    }

    /** Whether another process has the embedded database open. */
    static boolean isInUse(SQLException error) {
        return error.getErrorCode() == H2_IN_USE;
    }

    /** Whether the file of an embedded database fails: its disk is full, or another process writes into it. */
    static boolean isFileFailure(SQLException error) {
        return H2_FILE.contains(error.getErrorCode())
                || Stream.<Throwable>iterate(error, Objects::nonNull, Throwable::getCause)
                        .anyMatch(cause -> cause instanceof MVStoreException store
                                && !H2_OTHERS_TRANSACTION.contains(store.getErrorCode()));
    }

    /** What happened, for people. */
    static String reason(SQLException error) {
        return isFileFailure(error)
                ? "its file can't be read or written, such as when the disk is full"
                : meaning(error).reason();
    }

    /** The database's own error behind a failure of another library. */
    static Optional<SQLException> cause(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .filter(SQLException.class::isInstance)
                .map(SQLException.class::cast)
                .findFirst();
    }

    /** What happened, as far as that can be told. */
    static SqlServerError meaning(SQLException error) {
        return isOfH2(error) ? ofH2(error.getErrorCode()) : SqlServerError.of(error);
    }

    /** Of a batch, H2 tells the error of its own behind one that any driver has. */
    private static boolean isOfH2(SQLException error) {
        return Stream.iterate(error, Objects::nonNull, SQLException::getNextException)
                .anyMatch(JdbcException.class::isInstance);
    }

    private static SqlServerError ofH2(int code) {
        if (H2_LOST.contains(code)) {
            return SqlServerError.CONNECTION_LOST;
        }
        if (H2_LOCKED.contains(code)) {
            return SqlServerError.LOCK_TIMEOUT;
        }
        return switch (code) {
            case DEADLOCK_1 -> SqlServerError.DEADLOCK;
            case STATEMENT_WAS_CANCELED -> SqlServerError.STATEMENT_TIMEOUT;
            default -> SqlServerError.OTHER;
        };
    }

    /** Whether the login may not do what was tried. */
    static boolean isRefused(Throwable failure) {
        return cause(failure)
                .filter(error -> meaning(error) == SqlServerError.PERMISSION_DENIED)
                .isPresent();
    }

    /** Whether another attempt can help. */
    static boolean isTransient(SQLException error) {
        SqlServerError meaning = meaning(error);
        // Agroal reports an exhausted or unreachable pool without a state.
        return error instanceof SQLTransientException
                || error.getSQLState() == null
                || meaning.passes()
                || meaning == SqlServerError.STATEMENT_TIMEOUT
                || isDeadlock(error)
                || isFileFailure(error);
    }

    /** Whether a connection can be used again after the error; of the many others nobody knows. */
    static boolean leavesConnectionWhole(SQLException error) {
        return isDuplicate(error) || isDeadlock(error) || isUnmet(error);
    }
}
