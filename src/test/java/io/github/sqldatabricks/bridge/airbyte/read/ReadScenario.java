package io.github.sqldatabricks.bridge.airbyte.read;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sqldatabricks.bridge.airbyte.configuration.ReadOptions;
import io.github.sqldatabricks.bridge.airbyte.configuration.ReadOptions.Replication;
import io.github.sqldatabricks.bridge.airbyte.configuration.ReadOptions.RowFilter;
import io.github.sqldatabricks.bridge.airbyte.configuration.TableSelection;
import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage.AirbyteStream.SyncMode;
import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage.StreamDescriptor;
import io.github.sqldatabricks.bridge.airbyte.protocol.MessageSink;
import io.github.sqldatabricks.bridge.airbyte.read.CatalogRead.Retries;
import io.github.sqldatabricks.bridge.airbyte.read.ConfiguredCatalog.ConfiguredStream;
import io.github.sqldatabricks.bridge.airbyte.source.WorkspaceTables;
import io.github.sqldatabricks.bridge.airbyte.source.WorkspaceTables.TableDescription;
import io.github.sqldatabricks.bridge.airbyte.source.WorkspaceTables.TableDescription.TableColumn;
import io.github.sqldatabricks.bridge.airbyte.state.StreamState;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.testing.tables.MemoryTable;
import io.github.sqldatabricks.bridge.testing.tables.MemoryTables;
import io.github.sqldatabricks.bridge.testing.tables.Received;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Streams of tables in memory or of a workspace, read in this process. */
final class ReadScenario {

    static final String CATALOG = "main";
    static final String SCHEMA = "shop";

    /** Those in memory. */
    final MemoryTables tables;

    private final WorkspaceTables source;
    private final List<ConfiguredStream> streams = new ArrayList<>();
    private final List<RowFilter> filters = new ArrayList<>();
    private int checkpointRecords = 3;
    private int parallelism = 1;
    private Duration lookback = Duration.ZERO;
    private Optional<Duration> futureTolerance = Optional.empty();
    private Replication replication = Replication.CURSOR;
    private StreamState.RefreshId refresh = new StreamState.RefreshId(OptionalLong.of(1), OptionalLong.of(7));

    ReadScenario(long seed) {
        tables = new MemoryTables(seed);
        source = tables;
    }

    ReadScenario(WorkspaceTables workspace) {
        tables = new MemoryTables(0);
        source = workspace;
    }

    static MemoryTable table(String name) {
        return new MemoryTable(new UnityTable(CATALOG, SCHEMA, name));
    }

    /** A table with 20 rows: {@code id} from 0, {@code name}, {@code ratio}. */
    static MemoryTable twentyRows(String name) {
        MemoryTable table = table(name)
                .column("id", new ColumnType.Int64(), false)
                .column("name", new ColumnType.Text(), true)
                .column("ratio", new ColumnType.Float64(), true);
        for (long id = 0; id < 20; id++) {
            table.insert(id, "n" + id, 0.5);
        }
        return table;
    }

    static StreamDescriptor descriptor(String name) {
        return new StreamDescriptor(SCHEMA, name);
    }

    ReadScenario checkpointRecords(int records) {
        checkpointRecords = records;
        return this;
    }

    ReadScenario parallelism(int streamsAtOnce) {
        parallelism = streamsAtOnce;
        return this;
    }

    ReadScenario lookback(Duration window) {
        lookback = window;
        return this;
    }

    ReadScenario futureTolerance(Duration tolerance) {
        futureTolerance = Optional.of(tolerance);
        return this;
    }

    ReadScenario filter(RowFilter filter) {
        filters.add(filter);
        return this;
    }

    ReadScenario changeDataFeed() {
        replication = Replication.CHANGE_DATA_FEED;
        return this;
    }

    /** The numbers that the platform gives to streams that are configured after this. */
    ReadScenario refresh(long generation, long sync) {
        refresh = new StreamState.RefreshId(OptionalLong.of(generation), OptionalLong.of(sync));
        return this;
    }

    ReadScenario fullRefresh(MemoryTable table) {
        return stream(table, SyncMode.FULL_REFRESH, List.of());
    }

    ReadScenario incremental(MemoryTable table, String... cursor) {
        return stream(table, SyncMode.INCREMENTAL, List.of(cursor));
    }

    /** Configures the table's columns as they are now. */
    ReadScenario stream(MemoryTable table, SyncMode mode, List<String> cursor) {
        tables.add(table);
        return stream(table.description(), mode, cursor);
    }

    /** Configures all columns of a table. */
    ReadScenario stream(TableDescription table, SyncMode mode, List<String> cursor) {
        ObjectNode properties = JsonNodeFactory.instance.objectNode();
        for (TableColumn column : table.columns()) {
            properties.putObject(column.name());
        }
        return stream(table, properties, mode, cursor);
    }

    /** Configures a table as PyAirbyte does, which asks for an incremental read whatever was offered. */
    ReadScenario withoutCursor(TableDescription table) {
        return only(new ConfiguredStream(
                descriptor(table.table().name()),
                JsonNodeFactory.instance.objectNode(),
                SyncMode.INCREMENTAL,
                List.of(),
                false,
                refresh));
    }

    /** Configures a table as older catalogs do. */
    ReadScenario withoutNamespace(TableDescription table) {
        return only(new ConfiguredStream(
                new StreamDescriptor("", table.table().name()),
                JsonNodeFactory.instance.objectNode(),
                SyncMode.FULL_REFRESH,
                List.of(),
                true,
                refresh));
    }

    private ReadScenario only(ConfiguredStream stream) {
        streams.clear();
        streams.add(stream);
        return this;
    }

    ReadScenario stream(TableDescription table, ObjectNode properties, SyncMode mode, List<String> cursor) {
        StreamDescriptor name = descriptor(table.table().name());
        streams.removeIf(stream -> stream.descriptor().equals(name));
        streams.add(new ConfiguredStream(name, properties, mode, cursor, true, refresh));
        return this;
    }

    /** Reads all; whatever ends the read early. */
    Received read(Map<StreamDescriptor, JsonNode> states) {
        Received received = new Received();
        run(received, states);
        return received;
    }

    /** Reads until the process dies after so many bytes. */
    Received readUntil(long bytes, Map<StreamDescriptor, JsonNode> states) {
        Received received = new Received(bytes);
        try {
            run(received, states);
        } catch (BridgeException.Cancelled killed) {
            return received;
        }
        return received;
    }

    boolean run(OutputStream received, Map<StreamDescriptor, JsonNode> states) {
        ReadOptions options = new ReadOptions(
                List.of(),
                checkpointRecords,
                Duration.ofDays(1),
                filters,
                parallelism,
                lookback,
                futureTolerance,
                replication);
        return new CatalogRead(
                        source,
                        new TableSelection(CATALOG, Optional.of(SCHEMA), List.of(), Optional.empty()),
                        options,
                        new MessageSink(received, Clock.systemUTC()),
                        new Retries(3, Duration.ofMillis(1), Duration.ofMillis(4)))
                .run(streams, states);
    }
}
