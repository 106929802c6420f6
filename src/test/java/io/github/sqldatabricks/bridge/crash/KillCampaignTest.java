package io.github.sqldatabricks.bridge.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.sync.StoredEvent;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills workers at every step of an event, two at a time, and lets others go on: real processes, and threads whose
 * connections are cut. Catches an event that is applied twice, half or not at all, and a row of the events table that
 * never learns how its event ended. {@code -Dbridge.kills=200} kills that many real processes, {@code -Dbridge.kills.seed}
 * repeats a campaign.
 */
@Timeout(900)
class KillCampaignTest {

    private static final Logger LOG = Logger.getLogger(KillCampaignTest.class);
    private static final int KILLS_TOGETHER = 200;
    private static final int PROCESSES = Integer.getInteger("bridge.kills", 20);
    private static final int AT_ONCE = 2;

    private final long seed = Long.getLong("bridge.kills.seed", new Random().nextLong());

    @TempDir
    private Path folder;

    @Test
    void eventsOfKilledProcessesAreAppliedOnceAndTheirRowsSaySo() throws Exception {
        try (World world = new World(folder)) {
            campaign(world, new ProcessLives(world, folder), PROCESSES);
        }
    }

    @Test
    void eventsOfThreadsThatAreCutOffAreAppliedOnceAndTheirRowsSaySo() throws Exception {
        try (World world = new World(folder)) {
            campaign(world, new ThreadLives(world), Math.max(0, KILLS_TOGETHER - PROCESSES));
        }
    }

    private void campaign(World world, Lives lives, int kills) throws Exception {
        long start = System.nanoTime();
        LOG.infof("Kills: %d, -Dbridge.kills.seed=%d", kills, seed);
        Map<String, Integer> deaths = new Campaign(world, lives, seed).kill(kills, AT_ONCE);
        LOG.infof(
                "Died at %s, %d events, %d s",
                deaths, world.events().size(), (System.nanoTime() - start) / 1_000_000_000);
        assertThat(deaths.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(kills);
        assertAllIsRight(world);
    }

    private void assertAllIsRight(World world) throws Exception {
        Map<String, String> ends = byId(world, PlannedEvent::end);
        assertThat(mirror(world)).as("events table, seed %d", seed).isEqualTo(ends);
        assertThat(store(world)).as("store, seed %d", seed).isEqualTo(ends);
        assertThat(world.databases().inTarget("SELECT grp, COUNT(*) FROM dbo.change_log GROUP BY grp"))
                .as("changed rows by event, seed %d", seed)
                .containsExactlyInAnyOrderElementsOf(world.events().stream()
                        .filter(event -> event.changes() > 0)
                        .map(event -> event.number() + " " + event.changes())
                        .toList());
        List<String> rows = world.databases()
                .inTarget(
                        "SELECT id, name FROM dbo.t0 UNION ALL SELECT id, name FROM dbo.t1 UNION ALL SELECT id, name FROM dbo.t2");
        assertThat(rows)
                .as("target, seed %d", seed)
                .containsExactlyInAnyOrderElementsOf(world.events().stream()
                        .flatMap(event -> event.rows().stream())
                        .toList());
    }

    private static Map<String, String> byId(World world, Function<PlannedEvent, String> value) {
        return world.events().stream().collect(Collectors.toMap(PlannedEvent::id, value));
    }

    private static Map<String, String> mirror(World world) {
        return world
                .databricks()
                .statements()
                .query(
                        "Reading",
                        "SELECT event_id, status, rows_affected FROM " + World.EVENTS
                                + " WHERE processed_at IS NOT NULL",
                        row -> List.of(row.getString(1), row.getString(2) + " " + row.getString(3)))
                .stream()
                .collect(Collectors.toMap(row -> row.get(0), row -> row.get(1)));
    }

    private static Map<String, String> store(World world) {
        return world.databases().store().changedSince(0, Integer.MAX_VALUE).stream()
                .collect(Collectors.toMap(
                        event -> event.event().id().value(),
                        event -> event.status().text() + " " + rows(event)));
    }

    private static String rows(StoredEvent event) {
        OptionalLong rows = event.rowsAffected();
        return rows.isPresent() ? Long.toString(rows.getAsLong()) : "null";
    }
}
