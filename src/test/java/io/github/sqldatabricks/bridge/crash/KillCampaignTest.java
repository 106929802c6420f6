package io.github.sqldatabricks.bridge.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills workers at every step of an event, two at a time, and lets others go on: real processes, and threads whose
 * connections are cut. Catches an event that is applied twice, half or not at all, and a row of the events table that
 * never learns how its event ended. {@code -Dbridge.kills=200} kills that many real processes, {@code -Dbridge.kills.seed}
 * repeats a campaign.
 */
@Timeout(3600)
class KillCampaignTest {

    private static final Logger LOG = Logger.getLogger(KillCampaignTest.class);
    private static final int PROCESSES = Integer.getInteger("bridge.kills", 5);
    private static final int PROCESSES_AT_NIGHT = 25;
    private static final int THREADS = 16;
    private static final int THREADS_AT_NIGHT = 180;
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
            campaign(world, new ThreadLives(world), THREADS);
        }
    }

    @Test
    @Tag("nightly")
    void soAreThoseOfManyProcesses() throws Exception {
        try (World world = new World(folder)) {
            campaign(world, new ProcessLives(world, folder), PROCESSES_AT_NIGHT);
        }
    }

    @Test
    @Tag("nightly")
    void soAreThoseOfManyThreads() throws Exception {
        try (World world = new World(folder)) {
            campaign(world, new ThreadLives(world), THREADS_AT_NIGHT);
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
        Truth.requireIn(world, "seed " + seed);
    }
}
