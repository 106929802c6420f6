package io.github.sqldatabricks.bridge.databricks.tables;

import io.github.sqldatabricks.bridge.databricks.Advice;
import io.github.sqldatabricks.bridge.databricks.DatabricksSqlErrors;
import io.github.sqldatabricks.bridge.model.BridgeException;
import java.sql.SQLException;
import java.util.Set;

/**
 * What a failure means to somebody who reads tables; by SQLSTATE.
 *
 * @see <a href="https://docs.databricks.com/aws/en/error-messages/sqlstates">SQLSTATE codes</a>
 */
final class TableErrors {

    static final Advice SOURCE = new Advice(
            "Check the personal access token, or the client id and secret: wrong, expired or of another workspace.",
            "Grant the principal USE CATALOG on the catalog, USE SCHEMA on the schema, SELECT on the table and CAN USE on"
                    + " the SQL warehouse.",
            "Check the names of catalog, schema, table and warehouse, and that the principal has USE CATALOG and USE"
                    + " SCHEMA: what it may not see does not exist for it.");

    private static final String INSUFFICIENT_PRIVILEGE = "42501";
    /** No such table or view; no such schema or catalog. */
    private static final Set<String> NOT_FOUND = Set.of("42P01", "42704");

    private TableErrors() {}

    static BridgeException translate(SQLException exception, String doing) {
        BridgeException meaning = DatabricksSqlErrors.translate(exception, doing, SOURCE);
        String state = String.valueOf(exception.getSQLState());
        if (state.equals(INSUFFICIENT_PRIVILEGE)) {
            return new BridgeException.RemotePermanent(
                    "databricks-forbidden", meaning.getMessage() + " " + SOURCE.forbidden(), exception);
        }
        return NOT_FOUND.contains(state)
                ? new BridgeException.RemotePermanent(
                        "databricks-not-found", meaning.getMessage() + " " + SOURCE.notFound(), exception)
                : meaning;
    }
}
