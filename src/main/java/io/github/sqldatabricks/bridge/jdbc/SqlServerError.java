package io.github.sqldatabricks.bridge.jdbc;

import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientConnectionException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * What SQL Server's errors mean: the one table that says so, for reads, changes and the bridge's own store. Decided by error
 * number, then by SQLState and the causes' types, never by text.
 *
 * <p>The numbers that pass are those of Azure SQL's list of transient errors and of Entity Framework Core's
 * {@code SqlServerTransientExceptionDetector} (as of version 10) that a session which reads, changes or logs in can get; left out
 * are those of a .NET driver's network, and of replication, full text, FILESTREAM and the management of servers. 596, 701, 922,
 * 976, 983, 3906, 6005, 8645 and 17187 come from SQL Server's own reference of errors: what a server says that starts, recovers,
 * fails over or lacks memory.
 *
 * @see <a href="https://learn.microsoft.com/azure/azure-sql/database/troubleshoot-common-errors-issues">Azure SQL: transient
 *     errors</a>
 * @see <a
 *     href="https://github.com/dotnet/efcore/blob/main/src/EFCore.SqlServer/Storage/Internal/SqlServerTransientExceptionDetector.cs">
 *     Entity Framework Core</a>
 * @see <a href="https://learn.microsoft.com/sql/relational-databases/errors-events/database-engine-events-and-errors">
 *     Database engine errors</a>
 */
public enum SqlServerError {
    DEADLOCK(ErrorCode.SQLSERVER_DEADLOCK, true, "it chose this transaction as the victim of a deadlock", 1205),
    LOCK_TIMEOUT(ErrorCode.SQLSERVER_LOCK_TIMEOUT, true, "a lock was not free in time", 1222),
    /** Another session changed the rows, their versions or the definition of the table. */
    CONFLICT(
            ErrorCode.SQLSERVER_SNAPSHOT_CONFLICT,
            true,
            "rows, or the definition of a table, changed meanwhile",
            601,
            617,
            669,
            2021,
            2816,
            3941,
            3947,
            3948,
            3950,
            3953,
            3957,
            3960,
            3966,
            4117,
            4184,
            9515,
            11539,
            20041,
            41301,
            41302,
            41305,
            41325,
            41339,
            41383,
            41839),
    /** The server or the database starts, stops, recovers, moves or is being restored. */
    UNAVAILABLE(
            ErrorCode.SQLSERVER_UNAVAILABLE,
            true,
            "the server or the database is not available now",
            596,
            921,
            922,
            926,
            927,
            941,
            952,
            976,
            982,
            983,
            988,
            1203,
            1221,
            1232,
            3906,
            3980,
            4060,
            4221,
            6005,
            14817,
            14906,
            17065,
            17066,
            17067,
            17187,
            18401,
            40106,
            40143,
            40166,
            40197,
            40540,
            40613,
            40623,
            40671,
            42108,
            42109,
            49802,
            49983),
    /** No memory, locks, workers, sessions or quota left. */
    BUSY(
            ErrorCode.SQLSERVER_BUSY,
            true,
            "the server has no resources left now",
            701,
            1204,
            1807,
            3635,
            3935,
            8628,
            8645,
            8651,
            9020,
            10922,
            10928,
            10929,
            10930,
            10936,
            17197,
            17889,
            22335,
            22498,
            40189,
            40501,
            40642,
            40648,
            40675,
            40890,
            40903,
            41823,
            41840,
            49510,
            49918,
            49919,
            49920,
            49977),
    LOGIN_FAILED(
            ErrorCode.SQLSERVER_LOGIN_FAILED,
            false,
            "it refuses the login",
            4064,
            18450,
            18452,
            18456,
            18458,
            18470,
            18486,
            18487,
            18488),
    PERMISSION_DENIED(
            ErrorCode.SQLSERVER_PERMISSION_DENIED,
            false,
            "the login may not do this",
            229,
            230,
            262,
            297,
            300,
            916,
            1088,
            2760),
    UNKNOWN_DATABASE(ErrorCode.SQLSERVER_UNKNOWN_DATABASE, false, "there is no such database", 911),
    INVALID_QUERY(
            ErrorCode.SQLSERVER_INVALID_QUERY,
            false,
            "it does not understand the statement",
            102,
            105,
            137,
            156,
            170,
            201,
            206,
            207,
            208,
            209,
            319,
            4104,
            8155,
            8180),
    INVALID_VALUE(
            ErrorCode.SQLSERVER_INVALID_VALUE,
            false,
            "a conversion or calculation failed",
            220,
            232,
            241,
            242,
            245,
            248,
            295,
            517,
            8114,
            8115,
            8134,
            8169,
            9420),
    SNAPSHOT_REFUSED(ErrorCode.SQLSERVER_SNAPSHOT_REFUSED, false, "it refuses snapshot isolation", 3951, 3952),
    DUPLICATE_KEY(ErrorCode.SQLSERVER_DUPLICATE_KEY, false, "two rows would have the same key", 2601, 2627),
    CONSTRAINT(ErrorCode.SQLSERVER_CONSTRAINT, false, "a constraint refuses the change", 547, 550, 1505),
    /** Aggregates, several tables, derived columns, UNION, or an INSTEAD OF trigger of a view that is joined. */
    NOT_UPDATABLE(
            ErrorCode.TARGET_NOT_UPDATABLE,
            false,
            "it can't change rows through this view",
            414,
            415,
            4403,
            4405,
            4406,
            4416),
    NULL(ErrorCode.SQLSERVER_NULL, false, "a column takes no NULL", 515),
    TRUNCATION(ErrorCode.SQLSERVER_TRUNCATION, false, "a value is too long", 2628, 8152),
    /** Also every other number that THROW can have; RAISERROR has 50000. */
    TRIGGER(ErrorCode.SQLSERVER_TRIGGER, false, "a trigger refuses the change", 3616, 50000),
    /** By a COMMIT or ROLLBACK in a trigger; whether the change is in is another question. */
    TRANSACTION_ENDED(ErrorCode.TRANSACTION_ENDED, false, "a trigger ended the transaction", 3609),

    /** No connection of the pool became free. */
    POOL_EXHAUSTED(ErrorCode.SQLSERVER_POOL_EXHAUSTED, true, "no connection became free in time"),
    /** The driver stopped the statement at its query time-out. */
    STATEMENT_TIMEOUT(ErrorCode.SQLSERVER_STATEMENT_TIMEOUT, false, "the statement took too long"),
    /** The server's certificate is not trusted, or is for another name. */
    CERTIFICATE(ErrorCode.SQLSERVER_CERTIFICATE, false, "its certificate can't be verified"),
    /** Not reached, cut, silent, or cut while TLS was agreed on. */
    CONNECTION_LOST(ErrorCode.SQLSERVER_CONNECTION_LOST, true, "it can't be reached, or the connection was cut"),
    /** Everything else. */
    OTHER(ErrorCode.SQLSERVER_QUERY_FAILED, false, "it refused the statement");

    /**
     * From here on numbers are those of the trigger's author.
     *
     * @see <a href="https://learn.microsoft.com/sql/t-sql/language-elements/throw-transact-sql">THROW</a>
     */
    private static final int FIRST_OF_USERS = 50_000;
    /** Babelfish's number for all that it has none for. */
    private static final int BABELFISH_OTHER = 33_557_097;

    /** SQLState of a statement that the driver stopped at its query time-out. */
    private static final String TIMED_OUT = "HY008";
    /** Class of all SQLStates about connections (ISO 9075). */
    private static final String CONNECTION_CLASS = "08";

    private static final Map<Integer, SqlServerError> BY_NUMBER = byNumber();

    private final ErrorCode error;
    private final boolean passes;
    private final String reason;
    private final int[] numbers;

    SqlServerError(ErrorCode error, boolean passes, String reason, int... numbers) {
        this.error = error;
        this.passes = passes;
        this.reason = reason;
        this.numbers = numbers;
    }

    private static Map<Integer, SqlServerError> byNumber() {
        Map<Integer, SqlServerError> errors = new HashMap<>();
        for (SqlServerError error : values()) {
            Arrays.stream(error.numbers).forEach(number -> errors.put(number, error));
        }
        return Map.copyOf(errors);
    }

    /** What a failure means; of several errors of one statement, the first that is known. */
    public static SqlServerError of(SQLException failure) {
        if (failure instanceof SQLTransientConnectionException) {
            return POOL_EXHAUSTED;
        }
        return Stream.iterate(failure, Objects::nonNull, SQLException::getNextException)
                .map(error -> byNumber(error.getErrorCode()))
                .filter(Objects::nonNull)
                .findFirst()
                .orElseGet(() -> byState(failure));
    }

    /** Null when the number says nothing. */
    private static SqlServerError byNumber(int number) {
        SqlServerError error = BY_NUMBER.get(number);
        return error == null && number >= FIRST_OF_USERS && number != BABELFISH_OTHER ? TRIGGER : error;
    }

    private static SqlServerError byState(SQLException failure) {
        String state = Optional.ofNullable(failure.getSQLState()).orElse("");
        if (failure instanceof SQLTimeoutException || state.equals(TIMED_OUT)) {
            return STATEMENT_TIMEOUT;
        }
        if (!state.startsWith(CONNECTION_CLASS)) {
            return OTHER;
        }
        return isCertificateRefused(failure) ? CERTIFICATE : CONNECTION_LOST;
    }

    /** Other failures of TLS, such as a handshake that is cut, say nothing about the certificate. */
    private static boolean isCertificateRefused(SQLException failure) {
        return Stream.iterate((Throwable) failure, Objects::nonNull, Throwable::getCause)
                .anyMatch(cause -> cause instanceof CertificateException
                        || cause instanceof CertPathValidatorException
                        || cause instanceof CertPathBuilderException
                        || cause instanceof SSLPeerUnverifiedException);
    }

    /** What it is called outside of the bridge. */
    public ErrorCode error() {
        return error;
    }

    /** Whether another attempt can help. */
    public boolean passes() {
        return passes;
    }

    /** SQL Server's numbers of this error; none for what is decided by SQLState. */
    IntStream numbers() {
        return Arrays.stream(numbers);
    }

    /** What happened, without names or values; the end of a sentence. */
    public String reason() {
        return reason;
    }
}
