package io.github.sqldatabricks.bridge.it;

import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two processes on one store, under load, one of which is stopped (SIGSTOP) at random moments and goes on later. Catches locks of the
 * store that wait for a process, and events that are applied twice or never because of it. {@code -Dbridge.world.sqlserver=true}
 * has the store on the SQL Server that the environment names.
 */
class FrozenReplicaIT {

    private static final Logger LOG = Logger.getLogger(FrozenReplicaIT.class);
    private static final Duration LEASE = Duration.ofSeconds(5);
    private static final int TARGETS = 12;
    private static final int LONGEST_WAIT_MILLIS = 1500;
    private static final Map<String, String> SHORT_LEASES =
            Map.of("BRIDGE_JOBS_LEASE", "5s", "BRIDGE_SYNC_LEASE", "5s", "BRIDGE_SYNC_CONCURRENCY", "3");

    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicBoolean stop = new AtomicBoolean();
    private final AtomicLong slowestMillis = new AtomicLong();
    private final List<String> refused = Collections.synchronizedList(new ArrayList<>());
    private final List<Long> gaps = new ArrayList<>();

    @TempDir
    private Path directory;

    @Test
    void aReplicaThatIsStoppedTwiceKeepsNobodyUp() throws Exception {
        run(2);
    }

    @Test
    @Tag("nightly")
    void aReplicaThatIsStoppedTwentyTimesKeepsNobodyUp() throws Exception {
        run(20);
    }

    private void run(int rounds) throws Exception {
        long seed = Long.getLong("bridge.frozen.seed", System.nanoTime());
        Random random = new Random(seed);
        ExecutorService client = Executors.newSingleThreadExecutor();
        try (SharedWorld world = new SharedWorld(directory);
                BridgeProcess stopped = world.replica(SHORT_LEASES);
                BridgeProcess other = world.replica(SHORT_LEASES)) {
            world.prepareTargets(TARGETS);
            stopped.ready();
            String run = Long.toString(seed, 36);
            Service service = Service.of(other, "none");
            client.execute(() -> send(service, run));
            awaitMore(world, world.rowsOfTargets(TARGETS));
            // The first requests load classes.
            LOG.infof("The slowest answer before the first pause took %d ms", slowestMillis.getAndSet(0));
            for (int i = 0; i < rounds; i++) {
                pause(random.nextInt(LONGEST_WAIT_MILLIS));
                stopped.pause();
                measure(world);
                pause((int) LEASE.toMillis());
                measure(world);
                stopped.resume();
            }
            stop.set(true);
            client.shutdown();
            assertThat(client.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
            LOG.infof(
                    "-Dbridge.frozen.seed=%d: %d events; from a pause to the next applied event %s ms; the slowest answer took"
                            + " %d ms; refused: %s",
                    seed, sent.get(), gaps, slowestMillis.get(), refused);
            await().atMost(Duration.ofMinutes(2)).until(() -> world.rowsOfTargets(TARGETS) >= sent.get());
            assertThat(world.rowsOfTargets(TARGETS)).isEqualTo(sent.get());
            assertThat(refused).isEmpty();
            assertThat(gaps).allMatch(gap -> gap < LEASE.toMillis());
            assertThat(slowestMillis.get()).isLessThan(LEASE.toMillis());
        } finally {
            stop.set(true);
            client.shutdownNow();
        }
    }

    private void measure(SharedWorld world) throws SQLException {
        long begin = System.nanoTime();
        awaitMore(world, world.rowsOfTargets(TARGETS));
        gaps.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
    }

    private static void awaitMore(SharedWorld world, int before) {
        await().atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> world.rowsOfTargets(TARGETS) > before);
    }

    /** One event after the other, so that a refusal or a wait is seen at once. */
    private void send(Service service, String run) {
        while (!stop.get()) {
            int number = sent.get();
            long begin = System.nanoTime();
            int status = service.post("/sync/events", SharedWorld.toTarget(run + "-" + number, number % TARGETS))
                    .statusCode();
            long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
            slowestMillis.accumulateAndGet(took, Math::max);
            if (status == 202) {
                sent.incrementAndGet();
            } else {
                refused.add(status + " after " + took + " ms");
            }
            pause(40);
        }
    }

    private static void pause(int millis) {
        try {
            new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
