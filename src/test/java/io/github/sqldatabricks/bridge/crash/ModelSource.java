package io.github.sqldatabricks.bridge.crash;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.RowStream;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.sync.SourceRows;
import io.github.sqldatabricks.bridge.testing.ListedRows;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The source tables of the model's events, each named like its event. */
final class ModelSource implements SourceRows {

    private final Map<String, ModelEvent> events = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> reads = new ConcurrentHashMap<>();

    void add(ModelEvent event) {
        events.put(event.id(), event);
    }

    @Override
    public RowStream open(UnityTable table, List<String> columns, Cancellation cancellation) {
        ModelEvent event = events.get(table.name());
        ListedRows rows = new ListedRows()
                .column("id", new ColumnType.Int64())
                .column("grp", new ColumnType.Int64())
                .column("name", new ColumnType.Text());
        event.ids().forEach(id -> rows.row((long) id, (long) event.group(), event.name()));
        cause(event, rows);
        return rows.open(table, columns, cancellation);
    }

    private void cause(ModelEvent event, ListedRows rows) {
        int read = reads.computeIfAbsent(event.id(), id -> new AtomicInteger()).incrementAndGet();
        boolean passes = event.trouble() == ModelEvent.Trouble.PASSES;
        if (event.trouble() == ModelEvent.Trouble.NO_SOURCE) {
            throw new BridgeException.RemotePermanent(ErrorCode.DATABRICKS_STATEMENT_FAILED, "not there", null);
        }
        if (event.trouble() == ModelEvent.Trouble.NEVER_PASSES || passes && read == 1) {
            fail();
        }
        if (passes && read == 2) {
            rows.beforeRow(ModelSource::fail);
        }
    }

    private static void fail() {
        throw new BridgeException.RemoteTransient(ErrorCode.DATABRICKS_UNAVAILABLE, "it may pass", null);
    }
}
