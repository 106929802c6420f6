package io.github.sqldatabricks.bridge.sandbox.sqlserver;

import io.github.sqldatabricks.bridge.jdbc.SqlFailures;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.sql.SQLException;
import java.util.Set;
import org.h2.jdbc.JdbcException;

/** What H2's errors mean, with the codes that SQL Server's errors have. */
final class SandboxErrors implements SqlFailures {

    private static final Set<Integer> TRANSIENT = Set.of(
            org.h2.api.ErrorCode.LOCK_TIMEOUT_1,
            org.h2.api.ErrorCode.DEADLOCK_1,
            org.h2.api.ErrorCode.CONCURRENT_UPDATE_1);

    /** Text that is no number, date or the like. */
    private static final Set<Integer> UNREADABLE =
            Set.of(org.h2.api.ErrorCode.DATA_CONVERSION_ERROR_1, org.h2.api.ErrorCode.INVALID_DATETIME_CONSTANT_2);

    @Override
    public BridgeException translate(SQLException failure, String doing) {
        String message = doing + " failed in the sandbox (H2 error " + failure.getErrorCode() + "): " + reason(failure);
        if (TRANSIENT.contains(failure.getErrorCode())) {
            return new BridgeException.RemoteTransient(ErrorCode.SQLSERVER_LOCK_TIMEOUT, message, failure);
        }
        if (UNREADABLE.contains(failure.getErrorCode())) {
            return new BridgeException.RemotePermanent(ErrorCode.SQLSERVER_INVALID_VALUE, message, failure);
        }
        return failure.getErrorCode() == org.h2.api.ErrorCode.STATEMENT_WAS_CANCELED
                ? new BridgeException.RemotePermanent(ErrorCode.SQLSERVER_STATEMENT_TIMEOUT, message, failure)
                : new BridgeException.RemotePermanent(ErrorCode.SQLSERVER_QUERY_FAILED, message, failure);
    }

    /** Without the statement's text, which H2 adds. */
    private static String reason(SQLException failure) {
        if (failure.getErrorCode() == org.h2.api.ErrorCode.ADMIN_RIGHTS_REQUIRED) {
            return "Expected a statement about tables, views or schemas; programs, files, users and other databases are not"
                    + " open to users of the sandbox.";
        }
        return failure instanceof JdbcException known ? known.getOriginalMessage() : failure.getMessage();
    }
}
