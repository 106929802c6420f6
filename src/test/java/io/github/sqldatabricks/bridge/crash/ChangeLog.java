package io.github.sqldatabricks.bridge.crash;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.h2.api.Trigger;

/** A trigger that writes down every row that an event changes, in the same transaction. */
public final class ChangeLog implements Trigger {

    /** How names begin of rows that the test makes itself; their insertion is not written down. */
    static final String SEED = "seed ";

    /** Where it is written down: the changed row's group. */
    static final String TABLE = "CREATE TABLE dbo.change_log (n int IDENTITY, grp int)";

    /** How it is made for a table with columns id, grp, name. */
    static String on(String table) {
        return "CREATE TRIGGER dbo.log_" + table + " AFTER INSERT, UPDATE, DELETE ON dbo." + table
                + " FOR EACH ROW CALL '" + ChangeLog.class.getName() + "'";
    }

    @Override
    public void fire(Connection connection, Object[] before, Object[] after) throws SQLException {
        if (before == null && String.valueOf(after[2]).startsWith(SEED)) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO dbo.change_log (grp) VALUES (?)")) {
            insert.setObject(1, (after == null ? before : after)[1]);
            insert.executeUpdate();
        }
    }
}
