package io.github.sqldatabricks.bridge.databricks.tables;

import io.github.sqldatabricks.bridge.databricks.DatabricksErrors;
import io.github.sqldatabricks.bridge.databricks.DatabricksErrors.ErrorHint;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.UnityTable;
import java.sql.SQLException;
import java.util.Set;

/**
 * What a failure of reading tables means; by SQLSTATE.
 *
 * @see <a href="https://docs.databricks.com/aws/en/error-messages/sqlstates">SQLSTATE codes</a>
 */
final class TableErrors {

    static final ErrorHint SOURCE = new ErrorHint(
            "Check the personal access token, or the client id and secret: wrong, expired or of another workspace.",
            "Grant the principal USE CATALOG on the catalog, USE SCHEMA on the schema, SELECT on the table and CAN USE on"
                    + " the SQL warehouse.",
            "Check the names of catalog, schema, table and warehouse, and that the principal has USE CATALOG and USE"
                    + " SCHEMA: what it may not see does not exist for it.");

    private static final String INSUFFICIENT_PRIVILEGE = "42501";
    /** No such table or view; no such schema or catalog. */
    private static final Set<String> NOT_FOUND = Set.of("42P01", "42704");

    /**
     * What a statement with a version gets when the table does not keep it: no such version, no change data recorded or kept, files
     * or log removed by VACUUM or retention, changes across a change of the schema.
     *
     * @see <a href="https://docs.databricks.com/aws/en/error-messages/error-classes">DELTA_VERSION_NOT_FOUND,
     *     DELTA_MISSING_CHANGE_DATA, DELTA_UNSUPPORTED_TIME_TRAVEL_BEYOND_DELETED_FILE_RETENTION_DURATION, ...</a>
     */
    private static final Set<String> VERSION_GONE = Set.of("22003", "KD001", "KD002", "KD006", "0AKDC", "42K03");

    private TableErrors() {}

    static BridgeException translate(SQLException exception, String doing) {
        BridgeException meaning = DatabricksErrors.translate(exception, doing, SOURCE);
        String state = String.valueOf(exception.getSQLState());
        if (state.equals(INSUFFICIENT_PRIVILEGE)) {
            return new BridgeException.RemotePermanent(
                    ErrorCode.DATABRICKS_FORBIDDEN, meaning.getMessage() + " " + SOURCE.forbidden(), exception);
        }
        return NOT_FOUND.contains(state)
                ? new BridgeException.RemotePermanent(
                        ErrorCode.DATABRICKS_NOT_FOUND, meaning.getMessage() + " " + SOURCE.notFound(), exception)
                : meaning;
    }

    /** The same for a statement that names a version. */
    static BridgeException translateVersioned(SQLException exception, String doing) {
        BridgeException meaning = translate(exception, doing);
        return VERSION_GONE.contains(String.valueOf(exception.getSQLState()))
                ? new BridgeException.RemotePermanent(ErrorCode.TABLE_VERSION_GONE, meaning.getMessage(), exception)
                : meaning;
    }

    /** A refusal with the statements that an owner can run as they are, but for the principal's name. */
    static BridgeException withGrants(BridgeException.RemotePermanent refusal, UnityTable table) {
        if (refusal.error() != ErrorCode.DATABRICKS_FORBIDDEN) {
            return refusal;
        }
        String catalog = UnityTable.quote(table.catalog());
        return new BridgeException.RemotePermanent(
                ErrorCode.DATABRICKS_FORBIDDEN,
                "The principal may not read " + table + ". Run as its owner: GRANT USE CATALOG ON CATALOG " + catalog
                        + " TO `<principal>`; GRANT USE SCHEMA ON SCHEMA " + catalog + "."
                        + UnityTable.quote(table.schema()) + " TO `<principal>`; GRANT SELECT ON TABLE "
                        + table.quoted()
                        + " TO `<principal>`;",
                refusal);
    }
}
