package io.github.sqldatabricks.bridge.airbyte.read;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sqldatabricks.bridge.airbyte.configuration.ReadOptions;
import io.github.sqldatabricks.bridge.airbyte.configuration.TableSelection;
import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage.AirbyteStream.SyncMode;
import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage.LogLevel;
import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage.StreamDescriptor;
import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage.StreamStatus;
import io.github.sqldatabricks.bridge.airbyte.read.CatalogRead.Retries;
import io.github.sqldatabricks.bridge.airbyte.read.ConfiguredCatalog.ConfiguredStream;
import io.github.sqldatabricks.bridge.airbyte.source.WorkspaceTables;
import io.github.sqldatabricks.bridge.airbyte.source.WorkspaceTables.TableDescription;
import io.github.sqldatabricks.bridge.airbyte.state.StateJson;
import io.github.sqldatabricks.bridge.airbyte.state.StreamState;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.UnityTable;
import java.util.Collection;
import java.util.Optional;

/** Reads one stream, and tells how it went. */
final class StreamRead {

    private final ConfiguredStream stream;
    private final WorkspaceTables tables;
    private final TableSelection selection;
    private final ReadOptions options;
    private final StreamOutput output;
    private final Retries retries;
    private boolean started;

    StreamRead(
            ConfiguredStream stream,
            WorkspaceTables tables,
            TableSelection selection,
            ReadOptions options,
            StreamOutput output,
            Retries retries) {
        this.stream = stream;
        this.tables = tables;
        this.selection = selection;
        this.options = options;
        this.output = output;
        this.retries = retries;
    }

    /**
     * Reads to the end. Of a table that was dropped nothing is told but a warning, as Airbyte's own sources do: a stream that is
     * complete and has no records would empty the destination's table.
     *
     * @param state of the last sync or attempt; null for none
     * @return whether the stream is complete
     * @throws BridgeException.Cancelled when nobody reads the output any more, or the whole read is to end
     */
    boolean run(JsonNode state) {
        retries.cancellation().check();
        try {
            Optional<TableDescription> table = described(table(stream.descriptor()));
            if (table.isPresent()) {
                start();
                read(table.get(), state == null ? Optional.empty() : StateJson.read(state));
                output.progress(StreamStatus.COMPLETE);
            }
            return true;
        } catch (BridgeException.Cancelled cancelled) {
            retries.cancellation().cancel("The read was cancelled.");
            throw cancelled;
        } catch (RuntimeException failure) {
            start();
            output.failed(failure);
            output.progress(StreamStatus.INCOMPLETE);
            return false;
        }
    }

    private void start() {
        if (!started) {
            started = true;
            output.progress(StreamStatus.STARTED);
        }
    }

    /** Empty when the table is gone from a schema that may be seen. */
    private Optional<TableDescription> described(UnityTable table) {
        try {
            return Optional.of(retries.call(() -> tables.describe(table)));
        } catch (BridgeException.RemotePermanent missing) {
            boolean gone = missing.error() == ErrorCode.DATABRICKS_NOT_FOUND
                    && retries.call(() -> tables.tables(table.catalog(), table.schema())).stream()
                            .noneMatch(table::equals);
            if (!gone) {
                throw missing;
            }
            output.log(
                    LogLevel.WARN,
                    "the table " + table
                            + " was dropped, or may not be seen any more: nothing is sent for it. Refresh the"
                            + " source's schema and remove the stream, or let the principal see it again (GRANT SELECT).");
            return Optional.empty();
        }
    }

    private void read(TableDescription table, Optional<StreamState> state) {
        StreamPlan plan = StreamPlan.of(stream, table, options);
        warnOfColumns(plan);
        strategy(plan).read(state);
    }

    /** A way of reading a stream, from a state to its end, with a STATE there. */
    @FunctionalInterface
    interface Strategy {

        /**
         * Reads.
         *
         * @param state of the stream's last sync or attempt, or empty for none; one of another strategy counts as none
         */
        void read(Optional<StreamState> state);
    }

    private Strategy strategy(StreamPlan plan) {
        TableReader reader = new TableReader(tables, plan, output, retries);
        ConfiguredStream configured = plan.configured();
        if (configured.syncMode() == SyncMode.FULL_REFRESH) {
            return new FullRefreshReading(reader, plan, output);
        }
        if (!configured.incrementalOffered() && configured.cursorField().isEmpty()) {
            output.log(LogLevel.INFO, "is read in full, because no cursor is known for it.");
            return new FullRefreshReading(reader, plan, output);
        }
        return options.replication() == ReadOptions.Replication.CHANGE_DATA_FEED
                        && plan.table().changeDataFeed()
                ? new ChangeFeedReading(reader, plan, output)
                : new CursorReading(reader, plan, output);
    }

    private void warnOfColumns(StreamPlan plan) {
        warn(plan.gone(), "the table does not have these columns any more, so they are no longer sent: ", "");
        warn(plan.changedTypes(), "columns have other types than the configured schema says: ", "");
        warn(
                plan.rounded(),
                "columns are decimals of more digits than a double holds, but numbers in the configured schema: ",
                " They are sent as numbers with all digits, which many readers round; a refreshed schema has them as text.");
    }

    private void warn(Collection<String> columns, String what, String more) {
        if (!columns.isEmpty()) {
            output.log(LogLevel.WARN, what + String.join(", ", columns) + "." + more + " Refresh the source's schema.");
        }
    }

    private UnityTable table(StreamDescriptor descriptor) {
        UnityTable table = new UnityTable(selection.catalog(), schema(descriptor), descriptor.name());
        boolean inSchema = selection.schema().map(table.schema()::equals).orElse(true);
        if (!inSchema || !selection.selects(table)) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.STREAM_NOT_SELECTED,
                    "Stream '" + descriptor
                            + "' is not among the tables that the source's configuration selects. Correct the"
                            + " configuration, or refresh the source's schema and remove the stream.");
        }
        return table;
    }

    /** Catalogs of older connectors have no namespaces; their one schema stands in the configuration. */
    private String schema(StreamDescriptor descriptor) {
        return descriptor.namespace().isEmpty()
                ? selection
                        .schema()
                        .orElseThrow(() -> new BridgeException.InvalidRequest(
                                ErrorCode.STREAM_WITHOUT_NAMESPACE,
                                "Stream '" + descriptor
                                        + "' has no namespace in the configured catalog, and the source's"
                                        + " configuration names no schema, so its table is not known. Set schema, or refresh"
                                        + " the source's schema."))
                : descriptor.namespace();
    }
}
