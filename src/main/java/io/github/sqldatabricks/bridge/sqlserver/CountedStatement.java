package io.github.sqldatabricks.bridge.sqlserver;

import io.github.sqldatabricks.bridge.target.TargetConnection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A statement and the count of the rows that it changed itself. The counts that the server reports on the way can't be used:
 * triggers report theirs too.
 */
final class CountedStatement {

    private static final int NO_COUNT = -1;

    private CountedStatement() {}

    /** Runs it as it stands; {@code before} and {@code after} surround it, each may be empty. */
    static long run(TargetConnection connection, String before, String statement, String after) throws SQLException {
        try (Statement batch = connection.statement()) {
            return lastNumber(batch, batch.execute(batch(before, statement, after)));
        }
    }

    /** Runs it with the values of its markers. */
    static long run(TargetConnection connection, String statement, Object... values) throws SQLException {
        try (PreparedStatement batch = connection.prepare(batch("", statement, ""), values)) {
            return lastNumber(batch, batch.execute());
        }
    }

    private static String batch(String before, String statement, String after) {
        return "SET NOCOUNT ON; DECLARE @changed_rows bigint; " + before + statement
                + "; SET @changed_rows = ROWCOUNT_BIG(); " + after + "SELECT @changed_rows; SET NOCOUNT OFF";
    }

    /** Triggers may select as well; the count comes last. Reading on also brings errors to light. */
    private static long lastNumber(Statement batch, boolean startsWithResult) throws SQLException {
        String last = null;
        boolean isResult = startsWithResult;
        while (isResult || batch.getUpdateCount() != NO_COUNT) {
            if (isResult) {
                last = lastValue(batch);
            }
            isResult = batch.getMoreResults();
        }
        return Long.parseLong(last);
    }

    private static String lastValue(Statement batch) throws SQLException {
        String value = null;
        try (ResultSet result = batch.getResultSet()) {
            while (result.next()) {
                value = result.getString(1);
            }
        }
        return value;
    }
}
