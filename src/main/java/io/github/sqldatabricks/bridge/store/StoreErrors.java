package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.jdbc.SqlServerError;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.h2.api.ErrorCode;
import org.h2.jdbc.JdbcException;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStoreException;

/** What an error of the database means; decided by number and SQLState, never by text. H2's numbers are not SQL Server's. */
final class StoreErrors {

    /** What a batch on H2 says when a requirement of {@link Changes} is not met. */
    static final String UNMET = "45B01";

    private static final String DEADLOCK = "40001";
    /** H2's (which is also its SQLState), and SQL Server's of an index and of a constraint. */
    private static final Set<Integer> DUPLICATE = Set.of(23505, 2601, 2627);

    /** H2: the connection is broken, the database is closing or closed. */
    private static final Set<Integer> H2_LOST =
            Set.of(ErrorCode.CONNECTION_BROKEN_1, ErrorCode.DATABASE_IS_CLOSED, ErrorCode.DATABASE_CALLED_AT_SHUTDOWN);
    /** H2: another transaction has the rows or the table. */
    private static final Set<Integer> H2_LOCKED = Set.of(ErrorCode.LOCK_TIMEOUT_1, ErrorCode.CONCURRENT_UPDATE_1);
    /** H2: the file can't be read or written, is no store's, or the database was closed after that. */
    private static final Set<Integer> H2_FILE = Set.of(90028, 90030, 90031, 90098);
    /** H2's file: a transaction waits for another one in vain, whatever the file does. */
    private static final Set<Integer> H2_OTHERS_TRANSACTION =
            Set.of(DataUtils.ERROR_TRANSACTION_LOCKED, DataUtils.ERROR_TRANSACTIONS_DEADLOCK);
    /** H2: the file is locked, by another process that has it open. */
    private static final int H2_IN_USE = 90020;

    private StoreErrors() {}

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
            case ErrorCode.DEADLOCK_1 -> SqlServerError.DEADLOCK;
            case ErrorCode.STATEMENT_WAS_CANCELED -> SqlServerError.STATEMENT_TIMEOUT;
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
