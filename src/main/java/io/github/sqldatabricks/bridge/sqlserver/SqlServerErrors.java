package io.github.sqldatabricks.bridge.sqlserver;

import io.github.sqldatabricks.bridge.jdbc.JdbcRowStream.SqlFailures;
import io.github.sqldatabricks.bridge.jdbc.SqlServerError;
import io.github.sqldatabricks.bridge.model.BridgeException;
import java.sql.SQLException;

/** The errors of the SQL Servers that are read and changed, with the server's own words; {@link SqlServerError} says what they mean. */
final class SqlServerErrors implements SqlFailures {

    @Override
    public BridgeException translate(SQLException failure, String doing) {
        SqlServerError error = SqlServerError.of(failure);
        String message = message(failure, doing) + advice(error);
        return error.passes()
                ? new BridgeException.RemoteTransient(error.error(), message, failure)
                : new BridgeException.RemotePermanent(error.error(), message, failure);
    }

    private static String message(SQLException failure, String doing) {
        String number = failure.getErrorCode() == 0 ? "" : " (SQL Server error " + failure.getErrorCode() + ")";
        return doing + " failed" + number + ": " + ended(failure.getMessage());
    }

    /** The server's words as a sentence, so that what follows is one of its own. */
    private static String ended(String words) {
        String text = String.valueOf(words).strip();
        return text.isEmpty() || ".!?".indexOf(text.charAt(text.length() - 1)) >= 0 ? text : text + ".";
    }

    private static String advice(SqlServerError error) {
        return switch (error) {
            case STATEMENT_TIMEOUT -> " Make the query faster, or raise bridge.sqlserver.statement-timeout.";
            case CERTIFICATE -> " Name the server's certificate authority in bridge.sqlserver.tls.trust-store.";
            default -> "";
        };
    }
}
