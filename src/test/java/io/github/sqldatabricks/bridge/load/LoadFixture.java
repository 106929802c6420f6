package io.github.sqldatabricks.bridge.load;

import io.github.sqldatabricks.bridge.databricks.DatabricksStatements;
import io.github.sqldatabricks.bridge.databricks.WorkspaceApi;
import io.github.sqldatabricks.bridge.databricks.load.DatabricksDeltaTables;
import io.github.sqldatabricks.bridge.extraction.RowFileWriter.RowFile;
import io.github.sqldatabricks.bridge.load.DeltaTables.DeltaTable;
import io.github.sqldatabricks.bridge.load.DeltaTables.TargetState;
import io.github.sqldatabricks.bridge.load.LoadOrder.LoadId;
import io.github.sqldatabricks.bridge.load.LoadSettings.TableOptions;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.Column;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.RowBatch;
import io.github.sqldatabricks.bridge.model.RowSchema;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.model.VolumePath;
import io.github.sqldatabricks.bridge.parquet.ParquetConfig;
import io.github.sqldatabricks.bridge.parquet.ParquetRowFileWriter;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault.FaultQueue;
import io.github.sqldatabricks.bridge.testing.VectorValues;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Orders of loads, their files, and the rows of a table afterwards. */
public abstract class LoadFixture {

    protected static final RowSchema ORDERS = new RowSchema(List.of(
            new Column("id", new ColumnType.Int64(), true, "bigint"),
            new Column("text", new ColumnType.Text(), true, "nvarchar(50)"),
            new Column("día de pago", new ColumnType.Date(), true, "date"),
            new Column("group", new ColumnType.Decimal(10, 2), true, "decimal(10,2)")));

    private static final int DAYS_FROM_2026 = (int) LocalDate.of(2026, 1, 1).toEpochDay();
    protected static final AtomicInteger NUMBERS = new AtomicInteger();

    private final ParquetRowFileWriter writer = new ParquetRowFileWriter(
            new SmallRyeConfigBuilder()
                    .addDiscoveredConverters()
                    .withMapping(ParquetConfig.class)
                    .build()
                    .getConfigMapping(ParquetConfig.class),
            1);
    protected final UnityTable target = new UnityTable("main", "loads", table() + "_" + NUMBERS.incrementAndGet());

    /** How the table's name begins. */
    protected String table() {
        return "órdenes";
    }

    /** The folder that stands for /Volumes. */
    protected abstract Path volumes();

    protected abstract DatabricksStatements statements();

    protected abstract WorkspaceApi api();

    /** Of the workspace. */
    protected abstract FaultQueue faults();

    protected LoadService service() {
        return new LoadService(tables());
    }

    protected DatabricksDeltaTables tables() {
        return new DatabricksDeltaTables(statements(), api(), new UnityTable("main", "bridge_state", "load_state"));
    }

    protected TargetState load(LoadMode mode, Object[]... rows) throws IOException {
        return load(order(mode, rows));
    }

    /** By a process of its own, which takes the target over. */
    protected TargetState load(LoadOrder order) {
        return service().load(order, new Cancellation());
    }

    /** An order that comes after all others, of the stream that has the table alone. */
    protected LoadOrder order(LoadMode mode, Object[]... rows) throws IOException {
        return order(stream(), mode, rows);
    }

    protected LoadOrder order(String stream, LoadMode mode, Object[]... rows) throws IOException {
        Files.createDirectories(volumes().resolve(folder()));
        int number = NUMBERS.incrementAndGet();
        String file = folder() + "/" + number + ".parquet";
        write(volumes().resolve(file), ORDERS, rows);
        return new LoadOrder(
                LoadId.of(stream, Instant.ofEpochMilli(number), "job"),
                stream,
                settings(mode),
                List.of(new VolumePath("/Volumes/" + file)),
                ORDERS,
                rows.length,
                Optional.empty());
    }

    protected String stream() {
        return target.toString();
    }

    protected LoadSettings settings(LoadMode mode) {
        return new LoadSettings(target, mode, SchemaContract.EVOLVE, LoadLimits.NONE, TableOptions.NONE);
    }

    protected static LoadOrder with(LoadOrder order, LoadSettings settings) {
        return new LoadOrder(
                order.id(), order.stream(), settings, order.files(), order.schema(), order.rows(), order.position());
    }

    protected static LoadOrder with(LoadOrder order, SchemaContract contract) {
        LoadSettings settings = order.settings();
        return with(
                order,
                new LoadSettings(settings.target(), settings.mode(), contract, settings.limits(), settings.table()));
    }

    protected static LoadOrder with(LoadOrder order, LoadLimits limits) {
        LoadSettings settings = order.settings();
        return with(
                order,
                new LoadSettings(settings.target(), settings.mode(), settings.contract(), limits, settings.table()));
    }

    protected static LoadOrder at(LoadOrder order, String position) {
        return new LoadOrder(
                order.id(),
                order.stream(),
                order.settings(),
                order.files(),
                order.schema(),
                order.rows(),
                Optional.of(position));
    }

    /** Writes the rows of a load and dies before the state knows. */
    protected void writeAndDie(LoadOrder order) {
        TargetState state = tables().takeOver(order);
        DeltaTable table = tables().find(target).orElseGet(() -> {
            tables().create(order);
            return tables().find(target).orElseThrow();
        });
        tables().change(target, order.settings().contract().changes(order, table));
        table = tables().find(target).orElseThrow();
        tables().load(order, table, state, new Cancellation());
    }

    protected String folder() {
        return "main/loads/files/" + Integer.toHexString(target.hashCode());
    }

    protected void write(Path file, RowSchema schema, Object[]... rows) {
        RowBatch batch = new RowBatch(schema, Math.max(1, rows.length));
        for (int i = 0; i < rows.length; i++) {
            for (int column = 0; column < schema.size(); column++) {
                VectorValues.set(batch.vector(column), i, rows[i][column]);
            }
            batch.endRow(10);
        }
        try (RowFile out = writer.create(file, schema, Map.of())) {
            out.write(batch, 0, rows.length);
            out.finish();
        }
    }

    /** @param day after 2026-01-01 */
    protected static Object[] row(Object id, String text, Integer day, Integer cents) {
        return new Object[] {
            id == null ? null : ((Number) id).longValue(),
            text,
            day == null ? null : (long) DAYS_FROM_2026 + day,
            cents == null ? null : cents.longValue()
        };
    }

    protected List<String> rows() {
        return query("SELECT id, text, `día de pago`, `group` FROM " + target.quoted() + " ORDER BY 1, 2, 3, 4", 4);
    }

    protected List<String> query(String sql, int columns) {
        return statements().query("Looking", sql, row -> {
            List<String> texts = new ArrayList<>();
            for (int i = 1; i <= columns; i++) {
                texts.add(String.valueOf(row.getString(i)));
            }
            return String.join("|", texts);
        });
    }

    protected void run(String... sql) {
        for (String one : sql) {
            statements().run("Preparing", one);
        }
    }
}
