package io.github.sqldatabricks.bridge.crash;

import io.github.sqldatabricks.bridge.databricks.DatabricksJdbc;
import io.github.sqldatabricks.bridge.databricks.DatabricksStatements;
import io.github.sqldatabricks.bridge.databricks.events.DatabricksEventsTable;
import io.github.sqldatabricks.bridge.databricks.source.DatabricksSourceRows;
import io.github.sqldatabricks.bridge.event.EventStore;
import io.github.sqldatabricks.bridge.event.EventStore.EventCounts;
import io.github.sqldatabricks.bridge.event.EventsTable;
import io.github.sqldatabricks.bridge.event.SyncProcess;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.sandbox.sqlserver.RemoteSandbox;
import io.github.sqldatabricks.bridge.store.JdbcEventStore;
import io.github.sqldatabricks.bridge.store.JobDatabase;
import io.github.sqldatabricks.bridge.sync.SourceRows;
import io.github.sqldatabricks.bridge.sync.SyncConfig;
import io.github.sqldatabricks.bridge.sync.SyncService;
import io.github.sqldatabricks.bridge.sync.TargetDatabase;
import io.github.sqldatabricks.bridge.testing.FixedRights;
import io.github.sqldatabricks.bridge.testing.FixedStoreConfig;
import io.github.sqldatabricks.bridge.testing.SyncSettings;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One process of event sync from its start to its end, with a store, a target and connections of its own. */
final class Life implements AutoCloseable {

    /** Random faults hit an event more often than the defaults allow. */
    private static final SyncConfig CONFIG = SyncSettings.with(Map.of(
            "bridge.sync.max-takeovers", "100",
            "bridge.sync.max-retries", "100",
            "bridge.sync.retry-delay", "1ms"));

    private static final int PAUSE_MILLIS = 100;
    private static final long MAX_VALUE_BYTES = 1 << 20;

    private final JobDatabase database;
    private final EventStore store;
    private final SyncProcess process;

    /**
     * Begins.
     *
     * @param worker its name
     * @param places where store and target are reached
     */
    Life(String worker, Places places, Fate fate, SourceRows source, EventsTable eventsTable) {
        this(worker, places, fate, source, eventsTable, CONFIG);
    }

    Life(String worker, Places places, Fate fate, SourceRows source, EventsTable eventsTable, SyncConfig config) {
        WatchedPorts ports = new WatchedPorts(worker, fate);
        database = new JobDatabase(FixedStoreConfig.h2(places.store()));
        store = ports.watch(EventStore.class, new JdbcEventStore(database));
        TargetDatabase target = ports.watch(TargetDatabase.class, RemoteSandbox.target(places.target()));
        SyncService service = new SyncService(source, target, new FixedRights(PlannedEvent.LIMITS));
        process = new SyncProcess(store, ports.watch(EventsTable.class, eventsTable), target, service, config);
    }

    /** A life whose rows and events come from Databricks. */
    static Life withDatabricks(String worker, Places places, Fate fate, DatabricksJdbc databricks) {
        return new Life(
                worker,
                places,
                fate,
                new DatabricksSourceRows(() -> databricks, MAX_VALUE_BYTES),
                new DatabricksEventsTable(new DatabricksStatements(() -> databricks), UnityTable.parse(World.EVENTS)));
    }

    /** Works until every event that can be seen has ended and its row says so. */
    void run() throws InterruptedException {
        boolean taken = process.poll() > 0;
        while (taken || isSomethingLeft()) {
            work();
            taken = process.poll() > 0;
            if (!taken && isSomethingLeft()) {
                // Another process has it.
                new CountDownLatch(1).await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
            }
        }
    }

    /** Writes and reads the events table. */
    void poll() {
        process.poll();
    }

    /** Applies what can be applied now. */
    void work() {
        process.work();
    }

    boolean isSomethingLeft() {
        EventCounts counts = store.counts();
        return counts.oldestWaiting().isPresent() || counts.unwritten() > 0;
    }

    @Override
    public void close() {
        database.close();
    }
}
