package io.github.sqldatabricks.bridge.databricks.tables;

import io.github.sqldatabricks.bridge.airbyte.source.Condition;
import io.github.sqldatabricks.bridge.airbyte.source.DatabricksType;
import io.github.sqldatabricks.bridge.airbyte.source.Literal;
import io.github.sqldatabricks.bridge.airbyte.source.TableColumn;
import io.github.sqldatabricks.bridge.airbyte.source.TableDescription;
import io.github.sqldatabricks.bridge.airbyte.source.TableQuery;
import io.github.sqldatabricks.bridge.airbyte.source.WorkspaceTables;
import io.github.sqldatabricks.bridge.databricks.DatabricksJdbc;
import io.github.sqldatabricks.bridge.databricks.DatabricksRows;
import io.github.sqldatabricks.bridge.databricks.Workspace;
import io.github.sqldatabricks.bridge.databricks.WorkspaceApi;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.ColumnVector;
import io.github.sqldatabricks.bridge.model.RowBatch;
import io.github.sqldatabricks.bridge.model.RowStream;
import io.github.sqldatabricks.bridge.model.UnityTable;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** {@link WorkspaceTables} by Unity Catalog's REST API, for what tables are, and the SQL warehouse, for their rows. */
public final class DatabricksTables implements WorkspaceTables {

    private final WorkspaceApi api;
    private final CatalogApi catalog;
    private final DatabricksRows rows;

    /** Talks to nobody yet. */
    public DatabricksTables(Workspace workspace, TablesSettings settings) {
        this.api = new WorkspaceApi(workspace, settings.requestTimeout(), settings.retryBudget(), TableErrors.SOURCE);
        this.catalog = new CatalogApi(api);
        DatabricksJdbc jdbc = new DatabricksJdbc(
                workspace, settings.catalog(), settings.requestTimeout(), settings.warehouseStartTimeout());
        this.rows = new DatabricksRows(() -> jdbc, settings.maxValueBytes(), TableErrors::translate);
    }

    @Override
    public void awaitWarehouse(Consumer<String> progress) {
        progress.accept("The SQL warehouse is used as it is.");
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
    public void requireReadable(UnityTable table) {
        first("Trying to read " + table, TableSql.probe(table), new ColumnType.Int64());
    }

    @Override
    public Optional<Literal> greatest(TableDescription table, TableColumn column, List<Condition> conditions) {
        if (!(column.type() instanceof DatabricksType.Plain plain)) {
            throw new BridgeException.InvalidRequest(
                    "cursor-type-refused",
                    "Expected a cursor of a number, date, time or text type, but '" + column.name() + "' of "
                            + table.table() + " has another one. Choose another cursor column.");
        }
        return first(
                "Finding the greatest " + column.name() + " of " + table.table(),
                TableSql.greatest(table.table(), column.name(), plain.type(), conditions),
                plain.type());
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
        return rows.open("Reading " + query.table().table(), cancellation, TableSql.of(query)::prepare);
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
            boolean found = result.fill(batch, 1);
            ColumnVector vector = batch.vector(0);
            return found && !vector.isNull(0) ? Optional.of(Literal.of(type, vector, 0)) : Optional.empty();
        }
    }
}
