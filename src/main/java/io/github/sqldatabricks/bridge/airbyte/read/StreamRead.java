package io.github.sqldatabricks.bridge.airbyte.read;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sqldatabricks.bridge.airbyte.configuration.ReadOptions;
import io.github.sqldatabricks.bridge.airbyte.configuration.TableSelection;
import io.github.sqldatabricks.bridge.airbyte.protocol.LogLevel;
import io.github.sqldatabricks.bridge.airbyte.protocol.StreamDescriptor;
import io.github.sqldatabricks.bridge.airbyte.protocol.StreamStatus;
import io.github.sqldatabricks.bridge.airbyte.source.TableDescription;
import io.github.sqldatabricks.bridge.airbyte.source.WorkspaceTables;
import io.github.sqldatabricks.bridge.airbyte.state.StateReader;
import io.github.sqldatabricks.bridge.airbyte.state.StreamState;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.UnityTable;
import java.util.List;
import java.util.Optional;

/** Reads one stream, and tells how it went. */
final class StreamRead {

    private final ConfiguredStream stream;
    private final WorkspaceTables tables;
    private final TableSelection selection;
    private final ReadOptions options;
    private final StreamOutput output;
    private final Retries retries;
    private final Cancellation cancellation;

    StreamRead(
            ConfiguredStream stream,
            WorkspaceTables tables,
            TableSelection selection,
            ReadOptions options,
            StreamOutput output,
            Retries retries,
            Cancellation cancellation) {
        this.stream = stream;
        this.tables = tables;
        this.selection = selection;
        this.options = options;
        this.output = output;
        this.retries = retries;
        this.cancellation = cancellation;
    }

    /**
     * Reads to the end.
     *
     * @param state of the last sync or attempt; null for none
     * @return whether the stream is complete
     * @throws BridgeException.Cancelled when nobody reads the output any more, or the whole read is to end
     */
    boolean run(JsonNode state) {
        cancellation.check();
        output.progress(StreamStatus.STARTED);
        try {
            read(state == null ? Optional.empty() : StateReader.read(state));
            output.progress(StreamStatus.COMPLETE);
            return true;
        } catch (BridgeException.Cancelled cancelled) {
            cancellation.cancel("The read was cancelled.");
            throw cancelled;
        } catch (RuntimeException failure) {
            output.failed(failure);
            output.progress(StreamStatus.INCOMPLETE);
            return false;
        }
    }

    private void read(Optional<StreamState> state) {
        TableDescription table = retries.call(() -> tables.describe(table(stream.descriptor())));
        StreamPlan plan = StreamPlan.of(stream, table, options);
        warnOfTypes(plan);
        PartReader parts = new PartReader(tables, plan, output, retries, cancellation);
        Readings.of(new StreamTools(tables, plan, output, parts, retries)).read(state);
    }

    private void warnOfTypes(StreamPlan plan) {
        List<String> columns = Retyped.columns(plan);
        if (!columns.isEmpty()) {
            output.log(
                    LogLevel.WARN,
                    "columns have other types than the configured schema says: " + String.join(", ", columns)
                            + ". Refresh the source's schema.");
        }
    }

    private UnityTable table(StreamDescriptor descriptor) {
        UnityTable table = new UnityTable(selection.catalog(), descriptor.namespace(), descriptor.name());
        boolean inSchema =
                selection.schema().map(descriptor.namespace()::equals).orElse(true);
        if (!inSchema || !selection.selects(table)) {
            throw new BridgeException.InvalidRequest(
                    "stream-not-selected",
                    "Stream '" + descriptor
                            + "' is not among the tables that the source's configuration selects. Correct the"
                            + " configuration, or refresh the source's schema and remove the stream.");
        }
        return table;
    }
}
