package io.github.sqldatabricks.bridge.databricks.load;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sqldatabricks.bridge.databricks.DatabricksStatements;
import io.github.sqldatabricks.bridge.databricks.WorkspaceApi;
import io.github.sqldatabricks.bridge.load.DeltaTables;
import io.github.sqldatabricks.bridge.load.DeltaTables.DeltaTable;
import io.github.sqldatabricks.bridge.load.DeltaTables.DeltaTable.DeltaColumn;
import io.github.sqldatabricks.bridge.load.DeltaTables.TargetState;
import io.github.sqldatabricks.bridge.load.LoadMode;
import io.github.sqldatabricks.bridge.load.LoadOrder;
import io.github.sqldatabricks.bridge.load.LoadOrder.LoadId;
import io.github.sqldatabricks.bridge.load.SchemaContract.Change;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.UnityTable;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jboss.logging.Logger;

/** Delta tables by a SQL warehouse; what their columns are is asked from Unity Catalog, which needs none. */
public final class DatabricksDeltaTables implements DeltaTables {

    private static final Logger LOG = Logger.getLogger(DatabricksDeltaTables.class);
    private static final String TABLES = "/api/2.1/unity-catalog/tables/";

    private final DatabricksStatements statements;
    private final WorkspaceApi api;
    private final UnityTable stateTable;
    private volatile boolean stateTableThere;

    /** @param stateTable made when it is missing; the principal needs CREATE TABLE in its schema, or SELECT and MODIFY on it */
    public DatabricksDeltaTables(DatabricksStatements statements, WorkspaceApi api, UnityTable stateTable) {
        this.statements = statements;
        this.api = api;
        this.stateTable = stateTable;
    }

    @Override
    public Optional<DeltaTable> find(UnityTable table) {
        try {
            String path = TABLES + URLEncoder.encode(table.toString(), StandardCharsets.UTF_8);
            JsonNode answer = api.get("Describing " + table, path, Map.of());
            Optional<String> id = Optional.of(answer.path("table_id").asText()).filter(text -> !text.isEmpty());
            return Optional.of(new DeltaTable(id, columns(answer), properties(answer)));
        } catch (BridgeException.RemotePermanent e) {
            if (e.error() == ErrorCode.DATABRICKS_NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static Optional<Map<String, String>> properties(JsonNode table) {
        return Optional.of(table.path("properties")).filter(JsonNode::isObject).map(node -> {
            Map<String, String> properties = new HashMap<>();
            node.properties()
                    .forEach(property -> properties.put(
                            property.getKey(), property.getValue().asText()));
            return properties;
        });
    }

    private static List<DeltaColumn> columns(JsonNode table) {
        return StreamSupport.stream(table.path("columns").spliterator(), false)
                .sorted(Comparator.comparingInt(
                        column -> column.path("position").asInt()))
                .map(column -> new DeltaColumn(
                        column.path("name").asText(),
                        column.path("type_text")
                                .asText()
                                .toLowerCase(Locale.ROOT)
                                .replace(" ", ""),
                        column.path("nullable").asBoolean(true)))
                .toList();
    }

    @Override
    public void create(LoadOrder order) {
        String doing = "Creating " + order.target();
        try {
            statements.run(doing, sql(order).createTable());
        } catch (BridgeException.RemotePermanent e) {
            createSchema(order.target(), e);
            statements.run(doing, sql(order).createTable());
        }
    }

    /** Where there is a schema already, the right to make one may be missing. */
    private void createSchema(UnityTable table, BridgeException failure) {
        try {
            statements.run("Creating the schema of " + table, LoadSql.createSchema(table));
        } catch (BridgeException.RemotePermanent e) {
            LOG.debugf("The schema of %s could not be made: %s", table, e.getMessage());
            throw failure;
        }
    }

    @Override
    public void change(UnityTable table, List<Change> changes) {
        changes.forEach(change -> change(table, change));
    }

    /** A statement that the driver sends again after a 503 fails when the first one has done it. */
    private void change(UnityTable table, Change change) {
        try {
            statements.run("Changing " + table, LoadSql.change(table, change));
        } catch (BridgeException.RemotePermanent e) {
            if (find(table).filter(now -> change.isIn(now)).isEmpty()) {
                throw e;
            }
        }
    }

    @Override
    public long replacedRows(LoadOrder order, DeltaTable table) {
        return count("Counting rows of " + order.target(), sql(order).replacedRows(table));
    }

    @Override
    public long rows(UnityTable table) {
        return count("Counting rows of " + table, LoadSql.rows(table));
    }

    @Override
    public long loadedRows(LoadOrder order) {
        return count("Counting rows of " + order.target(), sql(order).loadedRows());
    }

    private long count(String doing, String sql) {
        return statements.query(doing, sql, row -> row.getLong(1)).get(0);
    }

    @Override
    public Optional<TargetState> state(String stream) {
        return find(stateTable).isEmpty() ? Optional.empty() : read(stream).map(StateRow::state);
    }

    @Override
    public TargetState takeOver(LoadOrder order) {
        createStateTable();
        StateRow before = read(order.stream()).orElseGet(() -> added(order));
        UUID owner = UUID.randomUUID();
        statements.run("Taking over " + order.target(), sql(order).takeOver(before.state(), owner));
        StateRow now = read(order.stream()).orElseThrow(() -> overtaken(order));
        if (!now.owner().equals(Optional.of(owner.toString()))) {
            throw overtaken(order);
        }
        return now.state();
    }

    private void createStateTable() {
        if (!stateTableThere) {
            LoadSql.createState(stateTable).forEach(sql -> statements.run("Creating " + stateTable, sql));
            stateTableThere = true;
        }
    }

    private StateRow added(LoadOrder order) {
        statements.run("Adding to " + stateTable, sql(order).addStream());
        return read(order.stream()).orElseThrow(() -> overtaken(order));
    }

    private Optional<StateRow> read(String stream) {
        return statements.query("Reading " + stateTable, LoadSql.readState(stateTable, stream), StateRow::read).stream()
                .findFirst();
    }

    @Override
    public void fence(UnityTable target, TargetState state) {
        statements.run("Fencing " + target, LoadSql.fence(target, state));
    }

    @Override
    public void load(LoadOrder order, DeltaTable table, TargetState state, Cancellation cancellation) {
        String sql = sql(order).load(table, state);
        try {
            statements.run("Loading " + order.target(), sql, cancellation);
        } catch (BridgeException.RemotePermanent e) {
            throw explained(order, state, e, cancellation);
        }
    }

    /**
     * Why the statement failed: by what is there. Neither a message's text nor an SQLSTATE decides, since Spark wraps what a task that writes
     * has raised.
     */
    private BridgeException explained(
            LoadOrder order, TargetState expected, BridgeException.RemotePermanent failure, Cancellation cancellation) {
        if (failure.error() != ErrorCode.DATABRICKS_STATEMENT_FAILED) {
            return failure;
        }
        if (!read(order.stream()).map(StateRow::state).equals(Optional.of(expected))) {
            return overtaken(order);
        }
        try {
            return ofTheFiles(order, failure, cancellation);
        } catch (BridgeException.RemotePermanent files) {
            failure.addSuppressed(files);
            return failure;
        }
    }

    private BridgeException ofTheFiles(
            LoadOrder order, BridgeException.RemotePermanent failure, Cancellation cancellation) {
        long rows = statements.count(
                "Counting the rows of load " + order.id(), sql(order).fileRows(), cancellation);
        if (rows != order.rows()) {
            return new BridgeException.RemotePermanent(
                    ErrorCode.LOAD_COUNT_MISMATCH,
                    "Expected " + order.rows() + " rows in the files of load " + order.id()
                            + ", but the warehouse reads " + rows
                            + ". Nothing was loaded. Somebody changed or removed files of the volume: extract again.",
                    failure);
        }
        long doubled = sql(order)
                .doubledKeys()
                .map(keys -> statements.count("Counting the doubled keys of load " + order.id(), keys, cancellation))
                .orElse(0L);
        return doubled > 0 ? doubled(order, failure) : failure;
    }

    private static BridgeException doubled(LoadOrder order, BridgeException failure) {
        String advice = order.mode() instanceof LoadMode.Merge
                ? "Name the column that tells which is newer as newest_by, or correct the keys."
                : "If the key is unique at the source, rows were changed while they were read: load the range again.";
        return new BridgeException.RemotePermanent(
                ErrorCode.LOAD_KEY_DUPLICATE,
                "Expected one row for each key in load " + order.id() + " of " + order.target()
                        + ", but some key has two. Nothing was loaded. " + advice,
                failure);
    }

    @Override
    public TargetState advance(LoadOrder order, DeltaTable table, TargetState state) {
        TargetState next = state.after(order, table);
        long moved = statements.change("Noting load " + order.id(), sql(order).advance(state, next));
        // The driver may have sent it twice: then the first one moved it.
        if (moved != 1 && !read(order.stream()).map(StateRow::state).equals(Optional.of(next))) {
            throw overtaken(order);
        }
        return next;
    }

    @Override
    public TargetState reposition(LoadId id, String stream, TargetState state, String position) {
        TargetState next = state.at(id, position);
        long moved = statements.change(
                "Setting the position of " + stream, LoadSql.reposition(stateTable, stream, state, next));
        // The driver may have sent it twice: then the first one moved it.
        if (moved != 1 && !read(stream).map(StateRow::state).equals(Optional.of(next))) {
            throw new BridgeException.RemoteTransient(
                    ErrorCode.LOAD_OVERTAKEN,
                    "Another process writes for " + stream + " at this moment. Nothing was changed. Try again.",
                    null);
        }
        return next;
    }

    private LoadSql sql(LoadOrder order) {
        return new LoadSql(stateTable, order);
    }

    private static BridgeException overtaken(LoadOrder order) {
        return new BridgeException.RemoteTransient(
                ErrorCode.LOAD_OVERTAKEN,
                "Load " + order.id() + " of " + order.target()
                        + " was overtaken: another process or load writes into the table now. Nothing more is written by this one.",
                null);
    }

    /** A stream's row. */
    private record StateRow(TargetState state, Optional<String> owner) {
        static StateRow read(ResultSet row) throws SQLException {
            return new StateRow(
                    new TargetState(
                            row.getLong(1),
                            row.getLong(3),
                            new LoadId(row.getString(4)),
                            Optional.ofNullable(row.getString(5)).map(LoadId::new),
                            row.getLong(6),
                            Optional.ofNullable(row.getString(7)),
                            Optional.ofNullable(row.getString(8))),
                    Optional.ofNullable(row.getString(2)));
        }
    }
}
