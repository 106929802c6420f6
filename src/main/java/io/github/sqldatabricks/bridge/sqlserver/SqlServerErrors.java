package io.github.sqldatabricks.bridge.sqlserver;

import io.github.sqldatabricks.bridge.jdbc.SqlFailures;
import io.github.sqldatabricks.bridge.model.BridgeException;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientConnectionException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/**
 * What SQL Server's errors mean: the one place that says so. Decided by error number, then by SQLState, never by text.
 *
 * @see <a href="https://learn.microsoft.com/sql/relational-databases/errors-events/database-engine-events-and-errors">
 *     Database engine errors</a>
 * @see <a href="https://learn.microsoft.com/azure/azure-sql/database/troubleshoot-common-errors-issues">transient
 *     errors</a>
 */
final class SqlServerErrors implements SqlFailures {

    /** SQLState of a statement that the driver stopped at its query time-out. */
    private static final String TIMED_OUT = "HY008";
    /** Class of all SQLStates about connections (ISO 9075). */
    private static final String CONNECTION_CLASS = "08";

    private static final Map<Integer, String> TRANSIENT = byNumber(Map.of(
            "sqlserver-deadlock", Set.of(1205),
            "sqlserver-lock-timeout", Set.of(1222),
            "sqlserver-snapshot-conflict", Set.of(3960),
            "sqlserver-unavailable", Set.of(4060, 4221, 40143, 40166, 40197, 40540, 40613),
            "sqlserver-busy", Set.of(10928, 10929, 40501, 49918, 49919, 49920)));

    private static final Map<Integer, String> PERMANENT = byNumber(Map.ofEntries(
            Map.entry("sqlserver-login-failed", Set.of(4064, 18450, 18452, 18456, 18458, 18470, 18486, 18487, 18488)),
            Map.entry("sqlserver-permission-denied", Set.of(229, 230, 262, 297, 300, 916, 1088)),
            Map.entry("sqlserver-unknown-database", Set.of(911)),
            Map.entry(
                    "sqlserver-invalid-query",
                    Set.of(102, 105, 137, 156, 170, 201, 206, 207, 208, 209, 319, 4104, 8155, 8180)),
            Map.entry(
                    "sqlserver-invalid-value",
                    Set.of(220, 232, 241, 242, 245, 248, 295, 517, 8114, 8115, 8134, 8169, 9420)),
            Map.entry("sqlserver-snapshot-refused", Set.of(3951, 3952, 3953)),
            Map.entry("sqlserver-duplicate-key", Set.of(2601, 2627)),
            Map.entry("sqlserver-constraint", Set.of(547, 550, 1505)),
            Map.entry("sqlserver-null", Set.of(515)),
            Map.entry("sqlserver-truncation", Set.of(2628, 8152)),
            Map.entry("sqlserver-trigger", Set.of(3609, 3616, 50000))));

    @Override
    public BridgeException translate(SQLException failure, String doing) {
        String message = message(failure, doing);
        if (failure instanceof SQLTransientConnectionException) {
            return new BridgeException.RemoteTransient("sqlserver-pool-exhausted", message, failure);
        }
        String transientCode = TRANSIENT.get(failure.getErrorCode());
        if (transientCode != null) {
            return new BridgeException.RemoteTransient(transientCode, message, failure);
        }
        String permanentCode = PERMANENT.get(failure.getErrorCode());
        return permanentCode != null
                ? new BridgeException.RemotePermanent(permanentCode, message, failure)
                : byState(failure, message);
    }

    private static BridgeException byState(SQLException failure, String message) {
        String state = failure.getSQLState() == null ? "" : failure.getSQLState();
        if (failure instanceof SQLTimeoutException || state.equals(TIMED_OUT)) {
            return new BridgeException.RemotePermanent(
                    "sqlserver-statement-timeout",
                    message + " Make the query faster, or raise bridge.sqlserver.statement-timeout.",
                    failure);
        }
        if (!state.startsWith(CONNECTION_CLASS)) {
            return new BridgeException.RemotePermanent("sqlserver-query-failed", message, failure);
        }
        return isTlsFailure(failure)
                ? new BridgeException.RemotePermanent(
                        "sqlserver-certificate",
                        message + " Name the server's certificate authority in bridge.sqlserver.tls.trust-store.",
                        failure)
                : new BridgeException.RemoteTransient("sqlserver-connection-lost", message, failure);
    }

    private static boolean isTlsFailure(SQLException failure) {
        return Stream.iterate((Throwable) failure, cause -> cause != null, Throwable::getCause)
                .anyMatch(SSLException.class::isInstance);
    }

    private static String message(SQLException failure, String doing) {
        String number = failure.getErrorCode() == 0 ? "" : " (SQL Server error " + failure.getErrorCode() + ")";
        return doing + " failed" + number + ": " + failure.getMessage();
    }

    private static Map<Integer, String> byNumber(Map<String, Set<Integer>> numbersByCode) {
        Map<Integer, String> codes = new HashMap<>();
        numbersByCode.forEach((code, numbers) -> numbers.forEach(number -> codes.put(number, code)));
        return Map.copyOf(codes);
    }
}
