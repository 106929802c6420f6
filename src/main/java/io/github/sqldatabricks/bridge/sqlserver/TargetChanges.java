package io.github.sqldatabricks.bridge.sqlserver;

import io.github.sqldatabricks.bridge.sync.ChangePlan;
import io.github.sqldatabricks.bridge.sync.EventOutcome.ChangeCounts;
import io.github.sqldatabricks.bridge.target.TargetConnection;
import io.github.sqldatabricks.bridge.target.TargetDialect.StagedSql;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The set-based statements that bring staged rows into the target. No MERGE, whose races and defects are well known. */
final class TargetChanges {

    /** Locks what is there and the gaps between, so that between UPDATE and INSERT nobody adds the same key. */
    static final String LOCKED = " WITH (UPDLOCK, HOLDLOCK)";

    private final TargetConnection connection;
    private final ChangePlan.Staged plan;
    private final StagedSql sql;

    TargetChanges(TargetConnection connection, ChangePlan.Staged plan, StagedSql sql) {
        this.connection = connection;
        this.plan = plan;
        this.sql = sql;
    }

    ChangeCounts apply() throws SQLException {
        return switch (plan.kind()) {
            case INSERT -> ChangeCounts.inserted(insert(""));
            case UPDATE -> ChangeCounts.updated(update(""));
            case DELETE -> ChangeCounts.deleted(delete());
            case UPSERT -> upsert();
        };
    }

    private ChangeCounts upsert() throws SQLException {
        long updated = plan.values().isEmpty() ? 0 : update(LOCKED);
        long inserted =
                insert(" WHERE NOT EXISTS (SELECT 1 FROM " + sql.target() + LOCKED + " WHERE " + sql.sameKeys() + ")");
        return new ChangeCounts(inserted, updated, 0);
    }

    private long insert(String condition) throws SQLException {
        String table = plan.target().quoted();
        String statement = "INSERT INTO " + table + " (" + sql.names() + ") SELECT " + sql.values() + " FROM "
                + sql.stage() + condition;
        return plan.keepIdentity()
                ? CountedStatement.run(
                        connection,
                        "SET IDENTITY_INSERT " + table + " ON; ",
                        statement,
                        "SET IDENTITY_INSERT " + table + " OFF; ")
                : CountedStatement.run(connection, "", statement, "");
    }

    private long update(String hint) throws SQLException {
        return CountedStatement.run(
                connection,
                "",
                "UPDATE t SET " + sql.assignments() + " FROM " + sql.target() + hint + " INNER JOIN " + sql.stage()
                        + " ON " + sql.sameKeys(),
                "");
    }

    /** A join, because no key comes twice; EXISTS takes Babelfish three times as long. */
    private long delete() throws SQLException {
        return CountedStatement.run(
                connection,
                "",
                "DELETE t FROM " + sql.target() + " INNER JOIN " + sql.stage() + " ON " + sql.sameKeys(),
                "");
    }

    /**
     * A statement and the count of the rows that it changed itself. The counts that the server reports on the way can't be used:
     * triggers report theirs too.
     */
    static final class CountedStatement {

        private static final int NO_COUNT = -1;

        private CountedStatement() {}

        /** Runs it as it stands; {@code before} and {@code after} surround it, each may be empty. */
        static long run(TargetConnection connection, String before, String statement, String after)
                throws SQLException {
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
}
