package io.github.sqldatabricks.bridge.testing.tables;

import io.github.sqldatabricks.bridge.airbyte.source.TableQuery;
import io.github.sqldatabricks.bridge.airbyte.source.TableQuery.Condition;
import io.github.sqldatabricks.bridge.airbyte.source.TableQuery.Literal;
import io.github.sqldatabricks.bridge.airbyte.source.WorkspaceTables;
import io.github.sqldatabricks.bridge.airbyte.source.WorkspaceTables.TableDescription;
import io.github.sqldatabricks.bridge.airbyte.source.WorkspaceTables.TableDescription.TableColumn;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.Column;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.RowBatch;
import io.github.sqldatabricks.bridge.model.RowSchema;
import io.github.sqldatabricks.bridge.model.RowStream;
import io.github.sqldatabricks.bridge.model.UnityTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A workspace in memory. Rows without an order, and rows that are equal in it, come in another order each time. */
public final class MemoryTables implements WorkspaceTables {

    private final Map<UnityTable, MemoryTable> tables = new ConcurrentHashMap<>();
    private final Random random;
    private final AtomicInteger open = new AtomicInteger();
    private volatile Instant now;
    private volatile Consumer<UnityTable> beforeFill = table -> {};
    private volatile Consumer<UnityTable> beforeCall = table -> {};

    /** @param seed of the orders */
    public MemoryTables(long seed) {
        random = new Random(seed);
    }

    public MemoryTables add(MemoryTable table) {
        tables.put(table.name(), table);
        return this;
    }

    /** Drops a table. */
    public void remove(MemoryTable table) {
        tables.remove(table.name());
    }

    /** Runs before each batch of a table's rows; what it throws comes out of the stream. */
    public void beforeFill(Consumer<UnityTable> action) {
        beforeFill = action;
    }

    /** Runs before each other call about a table; what it throws comes out of the call. */
    public void beforeCall(Consumer<UnityTable> action) {
        beforeCall = action;
    }

    /** Results that nobody has closed. */
    public int open() {
        return open.get();
    }

    @Override
    public void awaitWarehouse(Consumer<String> progress) {
        progress.accept("The warehouse runs.");
    }

    @Override
    public List<String> schemas(String catalog) {
        return tables.keySet().stream()
                .map(UnityTable::schema)
                .distinct()
                .sorted()
                .toList();
    }

    @Override
    public List<UnityTable> tables(String catalog, String schema) {
        return tables.keySet().stream()
                .filter(table -> table.schema().equals(schema))
                .toList();
    }

    /** Sets the clock, which is the machine's otherwise. */
    public void now(Instant instant) {
        now = instant;
    }

    @Override
    public Instant now() {
        return now == null ? Instant.now() : now;
    }

    @Override
    public TableDescription describe(UnityTable table) {
        return table(table).description();
    }

    @Override
    public void requireReadable(UnityTable table) {
        table(table);
    }

    @Override
    public Optional<Literal> greatest(TableDescription table, TableColumn column, List<Condition> conditions) {
        int index = MemoryConditions.index(table, column.name());
        ColumnType type = (ColumnType) column.type();
        RowBatch batch = new RowBatch(schema(List.of(column)), 1);
        Optional<Object> greatest = selected(table, table(table.table()).rows(), conditions)
                .map(row -> row.get(index))
                .filter(Objects::nonNull)
                .max(MemoryConditions::compare);
        greatest.ifPresent(
                value -> new MemoryRows(batch.schema(), List.of(List.of(value)), () -> {}, () -> {}).fill(batch, 1));
        return greatest.map(value -> Literal.of(type, batch.vector(0), 0));
    }

    @Override
    public long count(TableDescription table, List<Condition> conditions) {
        return selected(table, table(table.table()).rows(), conditions).count();
    }

    @Override
    public long latestVersion(UnityTable name) {
        MemoryTable table = table(name);
        if (!table.isDelta()) {
            throw new BridgeException.RemotePermanent(ErrorCode.DATABRICKS_STATEMENT_FAILED, "A view has no versions.");
        }
        return table.latestVersion();
    }

    @Override
    public RowStream open(TableQuery query, Cancellation cancellation) {
        MemoryTable table = table(query.table().table());
        RowSchema schema = schema(query.columns());
        List<List<Object>> rows =
                query instanceof TableQuery.Rows some ? rows(table, some) : changes(table, (TableQuery.Changes) query);
        if (query instanceof TableQuery.Changes) {
            List<Column> columns = new ArrayList<>(schema.columns());
            columns.add(new Column("_change_type", new ColumnType.Text(), false, "string"));
            columns.add(new Column("_commit_version", new ColumnType.Int64(), false, "bigint"));
            columns.add(new Column("_commit_timestamp", new ColumnType.Instant(6), false, "timestamp"));
            schema = new RowSchema(columns);
        }
        open.incrementAndGet();
        return new MemoryRows(schema, rows, () -> beforeFill.accept(table.name()), open::decrementAndGet);
    }

    private List<List<Object>> rows(MemoryTable table, TableQuery.Rows query) {
        long version = query.version().orElse(table.latestVersion());
        requireKept(table, version);
        List<List<Object>> rows = new ArrayList<>(
                selected(query.table(), table.rows(version), query.conditions()).toList());
        shuffle(rows);
        rows.sort(MemoryConditions.order(query.table(), query.orderedBy()));
        return rows.stream().map(row -> projected(query, row)).toList();
    }

    private List<List<Object>> changes(MemoryTable table, TableQuery.Changes query) {
        requireKept(table, query.fromVersion());
        List<MemoryTable.Change> changes = new ArrayList<>(table.changes(query.fromVersion(), query.toVersion()));
        shuffle(changes);
        changes.sort(Comparator.comparing(MemoryTable.Change::version));
        return changes.stream()
                .filter(change -> MemoryConditions.holds(query.table(), query.conditions(), change.row()))
                .map(change -> {
                    List<Object> row = new ArrayList<>(projected(query, change.row()));
                    row.addAll(List.of(change.type(), change.version(), change.version() * 1_000_000));
                    return row;
                })
                .toList();
    }

    private static void requireKept(MemoryTable table, long version) {
        if (!table.keeps(version)) {
            throw new BridgeException.RemotePermanent(
                    ErrorCode.TABLE_VERSION_GONE, "Version " + version + " is not kept any more.");
        }
    }

    private synchronized void shuffle(List<?> rows) {
        Collections.shuffle(rows, random);
    }

    private static List<Object> projected(TableQuery query, List<Object> row) {
        List<Object> projected = new ArrayList<>();
        query.columns().forEach(column -> projected.add(row.get(MemoryConditions.index(query.table(), column.name()))));
        return projected;
    }

    private static Stream<List<Object>> selected(
            TableDescription table, List<List<Object>> rows, List<Condition> conditions) {
        return rows.stream().filter(row -> MemoryConditions.holds(table, conditions, row));
    }

    private static RowSchema schema(List<TableColumn> columns) {
        return new RowSchema(columns.stream()
                .map(column -> new Column(
                        column.name(),
                        column.type() instanceof ColumnType flat ? flat : new ColumnType.Text(),
                        column.nullable(),
                        column.type().toString()))
                .toList());
    }

    private MemoryTable table(UnityTable name) {
        beforeCall.accept(name);
        MemoryTable table = tables.get(name);
        if (table == null) {
            throw new BridgeException.RemotePermanent(
                    ErrorCode.DATABRICKS_NOT_FOUND, "There is no table " + name + ".");
        }
        return table;
    }

    @Override
    public void close() {}
}
