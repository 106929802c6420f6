package io.github.sqldatabricks.bridge.it;

import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.sandbox.workspace.Fault;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault.Effect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two processes that read the parts of one stream, of which the one that helps is killed while it reads. Catches processes that do not find each
 * other's parts, and rows that are missing or doubled because of the one that died.
 */
class HelpingReplicaIT {

    /** At the world's scale. */
    private static final int ORDERS = 15_000;

    private static final int PARTITIONS = 12;

    /** One more: behind the greatest key there may be rows when it is read. */
    private static final int PARTS = PARTITIONS + 1;

    /** The one behind the greatest key, and the one before it; then the helper stands at the next one. */
    private static final int HELPED = 2;

    /** One reader each, so that many parts are left to be helped with. */
    private static final Map<String, String> SETTINGS = Map.of(
            "BRIDGE_JOBS_LEASE", "3s", "BRIDGE_JOBS_HEARTBEAT", "1s", "BRIDGE_EXTRACTION_READERS_PER_SERVER", "1");

    @TempDir
    private Path directory;

    /** In one process, without a kill: HelpedPartsTest. */
    @Test
    @Tag("nightly")
    void whatAKilledHelperHasReadCountsAndTheRestIsReadByTheOther() throws Exception {
        writeReplication();
        try (SharedWorld world = new SharedWorld(directory);
                BridgeProcess first = world.replica(SETTINGS)) {
            Service service = Service.of(first, "none");
            Held running = new Held(world, 0);
            Held helping = new Held(world, PARTS - HELPED - 1);
            String job = service.post("/replications/shared/runs", "{}")
                    .then()
                    .statusCode(202)
                    .extract()
                    .path("job_id");
            running.awaitReached();
            try (BridgeProcess killed = world.replica(SETTINGS)) {
                helping.awaitReached();
                await().until(() -> parts(Service.of(killed, "none"), "helped") == HELPED);
                killed.kill();
            }
            running.letPass();
            helping.letPass();

            assertThat(service.awaitJob(job, "completed").getLong("results[0].rows_extracted"))
                    .isEqualTo(ORDERS);
            assertThat(world.databricks("SELECT count(*) || ' ' || count(DISTINCT o_orderkey) FROM main.shared.orders"))
                    .isEqualTo(ORDERS + " " + ORDERS);
            assertThat(parts(service, "read")).isEqualTo(PARTS - HELPED);
            assertThat(parts(service, "reclaimed")).isEqualTo(1);
        }
    }

    private void writeReplication() throws IOException {
        Templates.write(directory, "unused", Templates.CUSTOMERS);
        Path folder = Files.createDirectories(directory.resolve("config/replications"));
        Files.writeString(
                folder.resolve("shared.yaml"),
                "version: 1\nname: shared\nsource: {country: bolivia}\n"
                        + "target: {catalog: main, schema: shared, volume: /Volumes/main/bridge/landing}\n"
                        + "streams:\n  dbo.orders: {change: full, partitions: " + PARTITIONS + "}\n");
    }

    private static int parts(Service service, String status) {
        String counter = "bridge_streams_parts_total{status=\"" + status + "\"}";
        return service.get("/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith(counter))
                .mapToInt(line -> (int) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    /** The upload of a part that waits: its reader stands with it. */
    private static final class Held {
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);

        Held(SharedWorld world, int part) {
            String name = "/p%03d-f1-".formatted(part);
            world.add(new Fault(call -> call.path().contains(name), 0, 1, new Effect.Hold(reached, released)));
        }

        void awaitReached() throws InterruptedException {
            assertThat(reached.await(1, TimeUnit.MINUTES)).isTrue();
        }

        void letPass() {
            released.countDown();
        }
    }
}
