package io.github.sqldatabricks.bridge.sandbox.sqlserver;

import io.github.sqldatabricks.bridge.jdbc.SqlFailures;
import io.github.sqldatabricks.bridge.model.BridgeException;
import java.sql.SQLException;
import java.util.Set;
import org.h2.api.ErrorCode;
import org.h2.jdbc.JdbcException;

/** What H2's errors mean, with the codes that SQL Server's errors have. */
final class SandboxErrors implements SqlFailures {

    private static final Set<Integer> TRANSIENT =
            Set.of(ErrorCode.LOCK_TIMEOUT_1, ErrorCode.DEADLOCK_1, ErrorCode.CONCURRENT_UPDATE_1);

    /** Text that is no number, date or the like. */
    private static final Set<Integer> UNREADABLE =
            Set.of(ErrorCode.DATA_CONVERSION_ERROR_1, ErrorCode.INVALID_DATETIME_CONSTANT_2);

    @Override
    public BridgeException translate(SQLException failure, String doing) {
        String message = doing + " failed in the sandbox (H2 error " + failure.getErrorCode() + "): " + reason(failure);
        if (TRANSIENT.contains(failure.getErrorCode())) {
            return new BridgeException.RemoteTransient("sqlserver-lock-timeout", message, failure);
        }
        if (UNREADABLE.contains(failure.getErrorCode())) {
            return new BridgeException.RemotePermanent("sqlserver-invalid-value", message, failure);
        }
        return failure.getErrorCode() == ErrorCode.STATEMENT_WAS_CANCELED
                ? new BridgeException.RemotePermanent("sqlserver-statement-timeout", message, failure)
                : new BridgeException.RemotePermanent("sqlserver-query-failed", message, failure);
    }

    /** Without the statement's text, which H2 adds. */
    private static String reason(SQLException failure) {
        if (failure.getErrorCode() == ErrorCode.ADMIN_RIGHTS_REQUIRED) {
            return "Expected a statement about tables, views or schemas; programs, files, users and other databases are not"
                    + " open to users of the sandbox.";
        }
        return failure instanceof JdbcException known ? known.getOriginalMessage() : failure.getMessage();
    }
}
