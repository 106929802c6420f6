package io.github.sqldatabricks.bridge.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.databricks.events.DatabricksEventsTable;
import io.github.sqldatabricks.bridge.event.EventStore;
import io.github.sqldatabricks.bridge.event.SyncProcess;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.sync.SyncConfig;
import io.github.sqldatabricks.bridge.testing.ScriptedSync;
import io.github.sqldatabricks.bridge.testing.ScriptedTarget;
import io.github.sqldatabricks.bridge.testing.SyncSettings;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The bridge starts after a long pause. Catches one that takes up everything that waits, asks Databricks for each event, or
 * leaves some behind.
 */
@Timeout(300)
class ManyPendingEventsTest {

    @TempDir
    private Path folder;

    @Test
    void twoThousandPendingEventsAreTakenInPagesAndAllAreApplied() throws Exception {
        takesAll(2000, 400, 100);
    }

    @Test
    @Tag("nightly")
    void soAreTenThousand() throws Exception {
        takesAll(10_000, 2000, 500);
    }

    private void takesAll(int events, int capacity, int page) throws Exception {
        SyncConfig config = SyncSettings.with(Map.of(
                "bridge.sync.queue-capacity", Integer.toString(capacity),
                "bridge.sync.poller.max-events", Integer.toString(page)));
        try (World world = new World(folder)) {
            world.databricks()
                    .run("INSERT INTO " + World.EVENTS + " (event_id, operation, source_table, target_table)"
                            + " SELECT 'e' || i, 'INSERT', 'main.changes.x', 'dbo.t' || (i % 50) FROM range(" + events
                            + ") AS r(i)");
            EventStore store = world.databases().store();
            ScriptedSync service = new ScriptedSync();
            SyncProcess process = new SyncProcess(
                    store,
                    new DatabricksEventsTable(world.databricks().statements(), UnityTable.parse(World.EVENTS)),
                    new ScriptedTarget(),
                    service,
                    config);
            AtomicInteger statements = world.databricks().countStatements();
            while (process.poll() > 0) {
                assertThat(store.waiting()).isLessThanOrEqualTo(capacity);
                process.work();
            }
            assertThat(service.begun()).hasSize(events);
            assertThat(new HashSet<>(service.begun())).hasSize(events);
            assertThat(statements.get()).isLessThan(4 * events / page);
            assertThat(ends(world)).containsExactly("completed " + events);
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
