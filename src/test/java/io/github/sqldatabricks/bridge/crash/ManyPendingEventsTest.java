package io.github.sqldatabricks.bridge.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.databricks.events.DatabricksEventInbox;
import io.github.sqldatabricks.bridge.messaging.sync.SyncProcess;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.sync.EventStore;
import io.github.sqldatabricks.bridge.sync.SyncConfig;
import io.github.sqldatabricks.bridge.testing.ScriptedSync;
import io.github.sqldatabricks.bridge.testing.ScriptedTarget;
import io.github.sqldatabricks.bridge.testing.SyncSettings;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The bridge starts after a long pause. Catches one that takes up everything that waits, asks Databricks for each event, or
 * leaves some behind.
 */
@Timeout(300)
class ManyPendingEventsTest {

    private static final int EVENTS = 10_000;
    private static final int CAPACITY = 2000;
    private static final int PAGE = 500;

    @TempDir
    private Path folder;

    @Test
    void tenThousandPendingEventsAreTakenInPagesAndAllAreApplied() throws Exception {
        SyncConfig config = SyncSettings.with(Map.of(
                "bridge.sync.queue-capacity", Integer.toString(CAPACITY),
                "bridge.sync.poller.max-events", Integer.toString(PAGE)));
        try (World world = new World(folder)) {
            world.databricks()
                    .run("INSERT INTO " + World.EVENTS + " (event_id, operation, source_table, target_table)"
                            + " SELECT 'e' || i, 'INSERT', 'main.changes.x', 'dbo.t' || (i % 50) FROM range(" + EVENTS
                            + ") AS r(i)");
            EventStore store = world.databases().store();
            ScriptedSync service = new ScriptedSync();
            SyncProcess process = new SyncProcess(
                    store,
                    new DatabricksEventInbox(world.databricks().statements(), UnityTable.parse(World.EVENTS)),
                    new ScriptedTarget(),
                    service,
                    config);
            AtomicInteger statements = world.databricks().countStatements();
            while (process.poll() > 0) {
                assertThat(store.waiting()).isLessThanOrEqualTo(CAPACITY);
                process.work();
            }
            assertThat(service.begun()).hasSize(EVENTS);
            assertThat(new HashSet<>(service.begun())).hasSize(EVENTS);
            assertThat(statements.get()).isLessThan(4 * EVENTS / PAGE);
            assertThat(ends(world)).containsExactly("completed " + EVENTS);
        }
    }

    private static List<String> ends(World world) {
        return world.databricks()
                .statements()
                .query(
                        "Reading",
                        "SELECT status, COUNT(*) FROM " + World.EVENTS + " GROUP BY status",
                        row -> row.getString(1) + " " + row.getString(2));
    }
}
