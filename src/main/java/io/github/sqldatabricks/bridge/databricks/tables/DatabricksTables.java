package io.github.sqldatabricks.bridge.databricks.tables;

import io.github.sqldatabricks.bridge.airbyte.source.TableQuery;
import io.github.sqldatabricks.bridge.airbyte.source.TableQuery.Condition;
import io.github.sqldatabricks.bridge.airbyte.source.TableQuery.Literal;
import io.github.sqldatabricks.bridge.airbyte.source.WorkspaceTables;
import io.github.sqldatabricks.bridge.airbyte.source.WorkspaceTables.TableDescription;
import io.github.sqldatabricks.bridge.airbyte.source.WorkspaceTables.TableDescription.TableColumn;
import io.github.sqldatabricks.bridge.databricks.DatabricksErrors;
import io.github.sqldatabricks.bridge.databricks.DatabricksErrors.ErrorHint;
import io.github.sqldatabricks.bridge.databricks.DatabricksJdbc;
import io.github.sqldatabricks.bridge.databricks.DatabricksRows;
import io.github.sqldatabricks.bridge.databricks.Workspace;
import io.github.sqldatabricks.bridge.databricks.WorkspaceApi;
import io.github.sqldatabricks.bridge.databricks.tables.TableSql.TableStatement;
import io.github.sqldatabricks.bridge.jdbc.JdbcRowStream.SqlFailures;
import io.github.sqldatabricks.bridge.jdbc.ValueBound;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.ColumnVector;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.RowBatch;
import io.github.sqldatabricks.bridge.model.RowStream;
import io.github.sqldatabricks.bridge.model.UnityTable;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** {@link WorkspaceTables} by Unity Catalog's REST API, for what tables are, and the SQL warehouse, for their rows. */
public final class DatabricksTables implements WorkspaceTables {

    private final Workspace workspace;
    private final Settings settings;
    private final WorkspaceApi api;
    private final CatalogApi catalog;
    private final Warehouses warehouses;
    private final DatabricksRows rows;
    private final DatabricksRows versions;
    private DatabricksJdbc jdbc;

    /**
     * Talks to nobody yet.
     *
     * @param workspace without a warehouse, it is the only one that the principal may see
     */
    public DatabricksTables(Workspace workspace, Settings settings) {
        this.workspace = workspace;
        this.settings = settings;
        this.api = new WorkspaceApi(workspace, settings.requestTimeout(), settings.retryBudget(), TableErrors.SOURCE);
        this.catalog = new CatalogApi(api);
        this.warehouses = new Warehouses(api, settings.warehouseStartTimeout());
        ValueBound bound = new ValueBound(
                settings.maxValueBytes(), "Leave the column out of the stream, or cut the value in a view.");
        this.rows = new DatabricksRows(this::jdbc, bound, renewing(TableErrors::translate));
        this.versions = new DatabricksRows(this::jdbc, bound, renewing(TableErrors::translateVersioned));
    }

    /** A token that ends while rows are read passes, unless it is the only one: the next connection logs in anew. */
    private SqlFailures renewing(SqlFailures failures) {
        boolean renewable = !(workspace.credentials() instanceof Workspace.Credentials.Token);
        return (failure, doing) -> {
            BridgeException meaning = failures.translate(failure, doing);
            return renewable && meaning.error() == ErrorCode.DATABRICKS_UNAUTHORIZED
                    ? new BridgeException.RemoteTransient(meaning.error(), meaning.getMessage(), failure)
                    : meaning;
        };
    }

    private synchronized DatabricksJdbc jdbc() {
        if (jdbc == null) {
            Workspace withWarehouse = new Workspace(workspace.host(), workspace.credentials(), warehouse());
            jdbc = new DatabricksJdbc(
                    withWarehouse, settings.catalog(), settings.requestTimeout(), settings.warehouseStartTimeout());
        }
        return jdbc;
    }

    private String warehouse() {
        return workspace.warehouseId().isEmpty() ? warehouses.only() : workspace.warehouseId();
    }

    @Override
    public void awaitWarehouse(Consumer<String> progress) {
        warehouses.awaitRunning(warehouse(), progress);
    }

    @Override
    public List<String> schemas(String catalogName) {
        return catalog.schemas(catalogName);
    }

    @Override
    public List<UnityTable> tables(String catalogName, String schema) {
        return catalog.tables(catalogName, schema);
    }

    @Override
    public TableDescription describe(UnityTable table) {
        return catalog.describe(table);
    }

    @Override
    public Instant now() {
        Literal now = first("Asking the warehouse what time it is", TableSql.now(), TableSql.INSTANT)
                .orElseThrow(() -> new IllegalStateException("a clock has a time"));
        return Instant.parse(now.text());
    }

    @Override
    public void requireReadable(UnityTable table) {
        try {
            first("Trying to read " + table, TableSql.probe(table), new ColumnType.Int64());
        } catch (BridgeException.RemotePermanent e) {
            throw TableErrors.withGrants(e, table);
        }
    }

    @Override
    public Optional<Literal> greatest(TableDescription table, TableColumn column, List<Condition> conditions) {
        if (!(column.type() instanceof ColumnType type)) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.CURSOR_TYPE_REFUSED,
                    "Expected a cursor of a number, date, time or text type, but '" + column.name() + "' of "
                            + table.table() + " has another one. Choose another cursor column.");
        }
        return first(
                "Finding the greatest " + column.name() + " of " + table.table(),
                TableSql.greatest(table.table(), column.name(), type, conditions),
                type);
    }

    @Override
    public long count(TableDescription table, List<Condition> conditions) {
        return whole("Counting rows of " + table.table(), TableSql.count(table.table(), conditions));
    }

    @Override
    public long latestVersion(UnityTable table) {
        return whole("Finding the version of " + table, TableSql.latestVersion(table));
    }

    @Override
    public RowStream open(TableQuery query, Cancellation cancellation) {
        DatabricksRows source = isVersioned(query) ? versions : rows;
        return source.open("Reading " + query.table().table(), cancellation, TableSql.of(query)::prepare);
    }

    private static boolean isVersioned(TableQuery query) {
        return !(query instanceof TableQuery.Rows of) || of.version().isPresent();
    }

    /** Ends all calls; streams of rows end when they are closed. */
    @Override
    public void close() {
        api.close();
    }

    private long whole(String doing, TableStatement statement) {
        return first(doing, statement, new ColumnType.Int64())
                .map(literal -> Long.parseLong(literal.text()))
                .orElse(0L);
    }

    /** The first column of the first row; empty when there is no row or it is null. */
    private Optional<Literal> first(String doing, TableStatement statement, ColumnType type) {
        try (RowStream result = rows.open(doing, new Cancellation(), statement::prepare)) {
            RowBatch batch = new RowBatch(result.schema(), 1);
            Optional<Literal> first = result.fill(batch, 1) ? literal(type, batch.vector(0)) : Optional.empty();
            // At its end a result is closed; before it would be cancelled, which costs the workspace one more request.
            result.fill(batch, 1);
            return first;
        }
    }

    private static Optional<Literal> literal(ColumnType type, ColumnVector vector) {
        return vector.isNull(0) ? Optional.empty() : Optional.of(Literal.of(type, vector, 0));
    }

    /**
     * The bounds of what {@link DatabricksTables} does.
     *
     * @param catalog that the warehouse's sessions begin in
     * @param requestTimeout of one HTTP request
     * @param retryBudget time after a failure in which a request to a throttling or unavailable workspace is attempted again
     * @param warehouseStartTimeout how long a sleeping warehouse may take to start
     * @param maxValueBytes the largest value that is read
     */
    public record Settings(
            String catalog,
            Duration requestTimeout,
            Duration retryBudget,
            Duration warehouseStartTimeout,
            long maxValueBytes) {}

    /**
     * What a failure of reading tables means; by SQLSTATE.
     *
     * @see <a href="https://docs.databricks.com/aws/en/error-messages/sqlstates">SQLSTATE codes</a>
     */
    static final class TableErrors {

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
                    "The principal may not read " + table + ". Run as its owner: GRANT USE CATALOG ON CATALOG "
                            + catalog
                            + " TO `<principal>`; GRANT USE SCHEMA ON SCHEMA " + catalog + "."
                            + UnityTable.quote(table.schema()) + " TO `<principal>`; GRANT SELECT ON TABLE "
                            + table.quoted()
                            + " TO `<principal>`;",
                    refusal);
        }
    }
}
