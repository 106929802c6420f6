package io.github.sqldatabricks.bridge.sqlserver;

import com.microsoft.sqlserver.jdbc.SQLServerConnection;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Which view of the data a statement reads; never uncommitted data. */
enum Consistency {
    /** All rows as they were when the statement began, without locks. */
    SNAPSHOT("snapshot", SQLServerConnection.TRANSACTION_SNAPSHOT),
    /** Each row as it was committed when it was read. */
    READ_COMMITTED("read-committed", Connection.TRANSACTION_READ_COMMITTED);

    private static final String SNAPSHOT_STATE =
            "SELECT snapshot_isolation_state FROM sys.databases WHERE database_id = DB_ID()";
    /** {@code snapshot_isolation_state} of a database that allows it (sys.databases). */
    private static final int ON = 1;

    private final String label;
    private final int level;

    Consistency(String label, int level) {
        this.label = label;
        this.level = level;
    }

    /** The name for manifests. */
    String label() {
        return label;
    }

    /** Sets the best that is wanted and that the database allows. */
    static Consistency apply(Connection connection, boolean snapshotWanted) throws SQLException {
        Consistency consistency = snapshotWanted && snapshotAllowed(connection) ? SNAPSHOT : READ_COMMITTED;
        connection.setTransactionIsolation(consistency.level);
        return consistency;
    }

    private static boolean snapshotAllowed(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(SNAPSHOT_STATE)) {
            return result.next() && result.getInt(1) == ON;
        }
    }
}
