package io.github.sqldatabricks.bridge.sandbox.sqlserver;

import io.github.sqldatabricks.bridge.jdbc.SqlFailures;
import io.github.sqldatabricks.bridge.model.BridgeException;
import java.sql.SQLException;
import java.util.Set;
import org.h2.api.ErrorCode;

/** What H2's errors mean, with the codes that SQL Server's errors have. */
final class SandboxErrors implements SqlFailures {

    private static final Set<Integer> TRANSIENT =
            Set.of(ErrorCode.LOCK_TIMEOUT_1, ErrorCode.DEADLOCK_1, ErrorCode.CONCURRENT_UPDATE_1);

    @Override
    public BridgeException translate(SQLException failure, String doing) {
        String message =
                doing + " failed in the sandbox (H2 error " + failure.getErrorCode() + "): " + failure.getMessage();
        if (TRANSIENT.contains(failure.getErrorCode())) {
            return new BridgeException.RemoteTransient("sqlserver-lock-timeout", message, failure);
        }
        return failure.getErrorCode() == ErrorCode.STATEMENT_WAS_CANCELED
                ? new BridgeException.RemotePermanent("sqlserver-statement-timeout", message, failure)
                : new BridgeException.RemotePermanent("sqlserver-query-failed", message, failure);
    }
}
