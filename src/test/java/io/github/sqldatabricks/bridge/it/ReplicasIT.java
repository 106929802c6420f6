package io.github.sqldatabricks.bridge.it;

import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.model.JobId;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three processes on one store, all given work, one killed while it works. Catches work that is lost with its process, or
 * done by two, and output or changes that are there twice.
 */
class ReplicasIT {

    private static final int JOBS = 9;
    private static final int EVENTS = 30;
    private static final int COPIES = 1;
    private static final int ROWS = COPIES * Templates.LINE_ITEMS;
    private static final Map<String, String> SHORT_LEASES =
            Map.of("BRIDGE_JOBS_LEASE", "5s", "BRIDGE_SYNC_LEASE", "5s", "BRIDGE_EXTRACTION_CONCURRENCY", "1");

    @TempDir
    private Path directory;

    @Test
    void whatAKilledReplicaLeavesIsDoneByTheOthersOnce() throws Exception {
        IntStream.range(0, JOBS).forEach(i -> Templates.write(directory, query(i), Templates.COPIES));
        try (SharedWorld world = new SharedWorld(directory);
                BridgeProcess killed = world.replica(SHORT_LEASES);
                BridgeProcess second = world.replica(SHORT_LEASES);
                BridgeProcess third = world.replica(SHORT_LEASES)) {
            world.prepareEvents(EVENTS);
            List<Service> services = List.of(service(killed), service(second), service(third));
            List<String> jobs = submitJobs(services);
            submitEvents(services);
            await().atMost(Duration.ofMinutes(1)).until(() -> runs(service(killed)));
            killed.kill();
            for (int i = 0; i < JOBS; i++) {
                requireOutput(services.get(1), jobs.get(i), i);
            }
            awaitEvents(services.get(2));
            assertThat(world.applied())
                    .containsExactlyElementsOf(
                            IntStream.range(0, EVENTS).boxed().toList());
            assertThat(endedBy(killed) + endedBy(second) + endedBy(third)).isEqualTo(JOBS);
            assertThat(List.of(endedBy(second), endedBy(third))).doesNotContain(0L);
            assertThat(second.errors() + third.errors()).contains("A query is reclaimed from another process: job=");
        }
    }

    private static List<String> submitJobs(List<Service> services) {
        List<String> jobs = new ArrayList<>();
        for (int i = 0; i < JOBS; i++) {
            jobs.add(services.get(i % services.size())
                    .extract("{\"country\": \"bolivia\", \"queries\": [\"" + query(i)
                            + "\"], \"chunk_size\": 50000, \"parameters\": {\"copies\": " + COPIES + "}}"));
        }
        return jobs;
    }

    private static void submitEvents(List<Service> services) {
        for (int i = 0; i < EVENTS; i++) {
            services.get(i % services.size())
                    .post("/sync/events", SharedWorld.event(i))
                    .then()
                    .statusCode(202);
        }
    }

    private static boolean runs(Service service) {
        String metrics = service.get("/metrics").asString();
        return metrics.lines().anyMatch(line -> line.startsWith("bridge_queries_running") && line.endsWith(" 1.0"));
    }

    private void requireOutput(Service service, String id, int number) throws Exception {
        JsonPath job = service.awaitJob(id, "completed");
        assertThat(job.getLong("results[0].rows_extracted")).isEqualTo(ROWS);
        LandedFiles landed = LandedFiles.of(directory, query(number));
        assertThat(landed.rows()).isEqualTo(ROWS);
        assertThat(landed.names())
                .hasSize(3)
                .contains("_manifest.json")
                .allMatch(name -> name.equals("_manifest.json") || name.contains(new JobId(id).run()));
        JsonPath manifest = new JsonPath(landed.manifest());
        assertThat(manifest.getString("job_id")).isEqualTo(id);
        assertThat(manifest.getLong("rows")).isEqualTo(ROWS);
    }

    private static void awaitEvents(Service service) {
        await().atMost(Duration.ofMinutes(1)).until(() -> {
            JsonPath stats = service.get("/sync/stats").jsonPath();
            return stats.getInt("by_status.completed") == EVENTS;
        });
    }

    private static long endedBy(BridgeProcess process) throws IOException {
        return process.errors()
                .lines()
                .filter(line -> line.contains("query=copies") && line.endsWith("status=completed"))
                .count();
    }

    private static String query(int number) {
        return "copies" + number;
    }

    private static Service service(BridgeProcess process) {
        return Service.of(process, "none");
    }
}
