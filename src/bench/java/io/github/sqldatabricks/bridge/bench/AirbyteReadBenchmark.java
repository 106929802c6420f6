package io.github.sqldatabricks.bridge.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sqldatabricks.bridge.airbyte.configuration.ReadOptions;
import io.github.sqldatabricks.bridge.airbyte.configuration.TableSelection;
import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage.AirbyteStream.SyncMode;
import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage.StreamDescriptor;
import io.github.sqldatabricks.bridge.airbyte.protocol.MessageSink;
import io.github.sqldatabricks.bridge.airbyte.read.CatalogRead;
import io.github.sqldatabricks.bridge.airbyte.read.ConfiguredCatalog.ConfiguredStream;
import io.github.sqldatabricks.bridge.airbyte.record.JsonBuffer;
import io.github.sqldatabricks.bridge.airbyte.record.RecordWriter.ExtraFields;
import io.github.sqldatabricks.bridge.airbyte.record.RecordWriter.RecordField;
import io.github.sqldatabricks.bridge.airbyte.record.RecordWriter;
import io.github.sqldatabricks.bridge.airbyte.source.TableQuery;
import io.github.sqldatabricks.bridge.airbyte.source.WorkspaceTables.TableDescription.TableColumn;
import io.github.sqldatabricks.bridge.airbyte.source.WorkspaceTables.TableDescription;
import io.github.sqldatabricks.bridge.airbyte.source.WorkspaceTables;
import io.github.sqldatabricks.bridge.airbyte.state.StreamState;
import io.github.sqldatabricks.bridge.databricks.Workspace;
import io.github.sqldatabricks.bridge.databricks.tables.DatabricksTables;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.RowBatch;
import io.github.sqldatabricks.bridge.model.RowStream;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.sandbox.workspace.SandboxWorkspace;
import io.github.sqldatabricks.bridge.testing.LocalDatabricks;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Measures a full refresh of the Airbyte source, in one run with its limits: the same result drained through the driver, and the
 * same rows written as JSON from memory. docs/performance.md says how to run it.
 */
public final class AirbyteReadBenchmark {

    private static final String SELECT = "SELECT id, customer, quantity, price, ratio, paid, unix_date(day), unix_micros(moment),"
            + " status, comment FROM ";
    private static final int BATCH_ROWS = 5_000;
    private static final int BATCHES_IN_MEMORY = 10;
    private static final int BLOCK_BYTES = 1 << 20;
    private static final long MAX_VALUE_BYTES = 64L << 20;

    private final DatabricksTables tables;
    private final WarehouseProcess warehouse;
    private final StreamDescriptor stream;
    private final TableDescription table;

    private AirbyteReadBenchmark(DatabricksTables tables, WarehouseProcess warehouse, String name) {
        this.tables = tables;
        this.warehouse = warehouse;
        this.stream = new StreamDescriptor("bench", name);
        this.table = tables.describe(new UnityTable("main", "bench", name));
    }

    /** Runs. System property: {@code bench.rows} (5,000,000). */
    public static void main(String... arguments) throws Exception {
        Settings.quietLog();
        System.out.printf(Locale.ROOT, "Java %s, %d processors, heap of at most %d MiB%n", Runtime.version(),
                Runtime.getRuntime().availableProcessors(), Runtime.getRuntime().maxMemory() >> 20);
        Path folder = Files.createTempDirectory("bridge-bench-");
        long rows = Long.getLong("bench.rows", 5_000_000);
        try (WarehouseProcess warehouse = WarehouseProcess.start(folder, rows);
                DatabricksTables tables = tables(warehouse)) {
            System.out.println("Warm-up:");
            new AirbyteReadBenchmark(tables, warehouse, WarehouseProcess.WARM_UP).run();
            System.out.println("Measured:");
            new AirbyteReadBenchmark(tables, warehouse, WarehouseProcess.ORDERS).run();
        }
    }

    private static DatabricksTables tables(WarehouseProcess warehouse) {
        Workspace workspace = new Workspace(
                warehouse.uri(), new Workspace.Credentials.Token(warehouse.token()), SandboxWorkspace.WAREHOUSE_ID);
        Duration wait = Duration.ofMinutes(2);
        return new DatabricksTables(workspace, new DatabricksTables.Settings("main", wait, wait, wait, MAX_VALUE_BYTES));
    }

    private void run() throws Exception {
        Measured drain = show(Measured.of("limit: drain", this::drain));
        List<RowBatch> memory = inMemory();
        Measured encode = show(Measured.of("limit: JSON", () -> encode(memory, drain.rows())));
        memory.clear();
        CountedOutput output = new CountedOutput();
        Measured read = show(Measured.of("airbyte read", () -> read(output, drain.rows())));
        System.out.printf(Locale.ROOT, "CPU:  read / (drain + JSON) = %.2f%n",
                read.cpuSeconds() / (drain.cpuSeconds() + encode.cpuSeconds()));
        System.out.printf(Locale.ROOT, "Wall: read / drain = %.2f; first record after %.1f s, %.3f s after the first result%n",
                read.wallSeconds() / drain.wallSeconds(), output.firstRecordSeconds(), output.secondsSinceOpened());
    }

    private static Measured show(Measured measured) {
        System.out.println(measured);
        return measured;
    }

    /** Every column of every row fetched as the type that it is, and nothing done with it. */
    private long[] drain() throws SQLException {
        long rows = 0;
        long check = 0;
        try (Connection connection = LocalDatabricks.jdbc(warehouse.uri(), warehouse.token()).open();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(SELECT + table.table().quoted())) {
            while (result.next()) {
                check += result.getLong(1) + result.getLong(2) + result.getInt(3);
                check += result.getBigDecimal(4).scale() + (long) result.getDouble(5) + (result.getBoolean(6) ? 1 : 0);
                check += result.getLong(7) + result.getLong(8);
                check += result.getString(9).length() + result.getString(10).length();
                rows++;
            }
        }
        return new long[] {rows, check == 0 ? 1 : 0};
    }

    private List<RowBatch> inMemory() {
        List<RowBatch> batches = new ArrayList<>();
        TableQuery query = new TableQuery.Rows(table, table.columns(), List.of(), List.of(), OptionalLong.empty());
        try (RowStream rows = tables.open(query, new Cancellation())) {
            for (int i = 0; i < BATCHES_IN_MEMORY; i++) {
                RowBatch batch = new RowBatch(rows.schema(), BATCH_ROWS);
                rows.fill(batch, Long.MAX_VALUE);
                batches.add(batch);
            }
        }
        return batches;
    }

    private long[] encode(List<RowBatch> memory, long wanted) {
        List<RecordField> fields = new ArrayList<>();
        for (TableColumn column : table.columns()) {
            fields.add(new RecordField(column, fields.size(), false));
        }
        RecordWriter writer = new RecordWriter(stream, fields, ExtraFields.NONE);
        JsonBuffer block = new JsonBuffer(2 * BLOCK_BYTES);
        long bytes = 0;
        for (long row = 0; row < wanted; row++) {
            RowBatch batch = memory.get((int) (row / BATCH_ROWS % memory.size()));
            writer.write(block, batch, (int) (row % BATCH_ROWS), row);
            if (block.length() >= BLOCK_BYTES) {
                bytes += block.length();
                block.cut(0);
            }
        }
        return new long[] {wanted, bytes};
    }

    private long[] read(CountedOutput output, long rows) {
        ObjectNode properties = JsonNodeFactory.instance.objectNode();
        table.columns().forEach(column -> properties.putObject(column.name()));
        StreamState.RefreshId refresh = new StreamState.RefreshId(OptionalLong.empty(), OptionalLong.empty());
        ReadOptions options = new ReadOptions(
                List.of(), 10_000, Duration.ofMinutes(1), List.of(), 1, Duration.ZERO, Optional.empty(), ReadOptions.Replication.CURSOR);
        boolean complete = new CatalogRead(
                        noting(output),
                        new TableSelection("main", Optional.empty(), List.of(), Optional.empty()),
                        options,
                        new MessageSink(output, Clock.systemUTC()))
                .run(
                        List.of(new ConfiguredStream(stream, properties, SyncMode.FULL_REFRESH, List.of(), true, refresh)),
                        Map.of());
        if (!complete) {
            throw new IllegalStateException("the read failed");
        }
        return new long[] {rows, output.bytes()};
    }

    /** The same tables, which tell when a result was opened. */
    private WorkspaceTables noting(CountedOutput output) {
        return (WorkspaceTables) Proxy.newProxyInstance(
                WorkspaceTables.class.getClassLoader(), new Class<?>[] {WorkspaceTables.class}, (proxy, method, arguments) -> {
                    Object result = method.invoke(tables, arguments);
                    if (result instanceof RowStream) {
                        output.opened();
                    }
                    return result;
                });
    }
}
