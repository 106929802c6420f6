package io.github.sqldatabricks.bridge.jdbc;

import io.github.sqldatabricks.bridge.model.BridgeException;
import java.sql.SQLException;

/** Says what a database's error means for the bridge: one place per database. */
@FunctionalInterface
public interface SqlFailures {

    /**
     * Classifies by error number and SQLState, never by message text.
     *
     * @param doing what was tried, such as {@code Reading 'orders'}; begins the message
     */
    BridgeException translate(SQLException failure, String doing);
}
