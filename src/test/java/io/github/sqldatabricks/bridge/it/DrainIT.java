package io.github.sqldatabricks.bridge.it;

import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.testing.SocketMessages;
import io.restassured.path.json.JsonPath;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that is told to stop while requests come in and work runs. Catches connections that are refused or cut instead of
 * answered, accepted work that is lost or done twice, leases that the next process has to wait for, and WebSockets
 * that end without a word.
 */
class DrainIT {

    private static final int EVENTS = 50;
    private static final int JOBS = 50;
    private static final int COPIES = 15;
    /** RFC 6455, section 7.4.1. */
    private static final int GOING_AWAY = 1001;

    private static final int VIEWERS = 20;
    /** Longer than the test: what is taken up was given back. */
    private static final Map<String, String> LONG_LEASES =
            Map.of("BRIDGE_JOBS_LEASE", "1h", "BRIDGE_SYNC_LEASE", "1h", "BRIDGE_JOBS_DRAIN_TIMEOUT", "1s");

    @TempDir
    private Path directory;

    @BeforeEach
    void writeTemplates() {
        Templates.write(directory, "large", Templates.COPIES);
        IntStream.range(0, JOBS)
                .forEach(i -> Templates.write(
                        directory,
                        "small" + i,
                        "SELECT n_nationkey, n_name FROM dbo.nation WHERE n_nationkey >= " + i % 2));
    }

    @Test
    void everythingThatWasAcceptedIsDoneByTheNextProcessAtOnce() throws Exception {
        try (SharedWorld world = new SharedWorld(directory);
                BridgeProcess first = world.replica(LONG_LEASES)) {
            world.prepareEvents(EVENTS);
            Service service = Service.of(first, "none");
            String large = service.extract("{\"country\": \"bolivia\", \"queries\": [\"large\"],"
                    + " \"parameters\": {\"copies\": " + COPIES + "}}");
            service.awaitRows(large);
            try (Load load = new Load(first.uri())) {
                load.send(
                        "/extract",
                        IntStream.range(0, JOBS).mapToObj(DrainIT::job).toList());
                load.send(
                        "/sync/events",
                        IntStream.range(0, EVENTS).mapToObj(SharedWorld::event).toList());
                await().atMost(Duration.ofMinutes(1)).until(() -> load.accepted() >= 10);
                long stopped = System.nanoTime();
                assertThat(first.terminate()).as(first.errors()).isEqualTo(143);
                assertThat(Duration.ofNanos(System.nanoTime() - stopped)).isLessThan(Duration.ofSeconds(40));
                load.requireOnlyAnswers();
                requireDrained(first);
                finish(world, large, load);
            }
        }
    }

    @Test
    void whoListensIsToldThatTheServiceGoesAndDoesNotHoldUpAStop() throws Exception {
        try (SharedWorld world = new SharedWorld(directory);
                BridgeProcess process = world.replica(Map.of("QUARKUS_SHUTDOWN_TIMEOUT", "1h"))) {
            URI address = URI.create(process.uri() + "/sync/events/ws");
            SocketMessages gone = new SocketMessages();
            SocketMessages.open(address, "none", gone)
                    .sendClose(WebSocket.NORMAL_CLOSURE, "")
                    .join();
            assertThat(gone.closeStatus()).isEqualTo(WebSocket.NORMAL_CLOSURE);
            SocketMessages messages = new SocketMessages();
            WebSocket socket = SocketMessages.open(address, "none", messages);
            socket.sendText("ping", true).join();
            assertThat(messages.next()).isEqualTo("pong");
            assertThat(process.terminate()).as(process.errors()).isEqualTo(143);
            assertThat(messages.closeStatus()).isEqualTo(GOING_AWAY);
        }
    }

    @Test
    void whoWatchesDoesNotHoldUpAStop() throws Exception {
        try (SharedWorld world = new SharedWorld(directory);
                BridgeProcess process = world.replica(Map.of("QUARKUS_SHUTDOWN_TIMEOUT", "1h"))) {
            List<InputStream> viewers = new ArrayList<>();
            for (int i = 0; i < VIEWERS; i++) {
                viewers.add(view(process));
            }
            assertThat(process.terminate()).as(process.errors()).isEqualTo(143);
            for (InputStream viewer : viewers) {
                // Fails when the connection was cut, instead of the stream ended. Who came last may have seen nothing
                // yet.
                assertThat(new String(viewer.readAllBytes(), StandardCharsets.US_ASCII))
                        .matches("(data:.*\\s*)*");
            }
        }
    }

    private static InputStream view(BridgeProcess process) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(process.uri() + "/jobs/live"))
                .header("Accept", "text/event-stream")
                .build();
        HttpResponse<InputStream> answer =
                HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    private static void requireDrained(BridgeProcess process) {
        assertThat(process.errors())
                .contains("are still running", "A query is given back: job=", "query=large")
                .doesNotContain(" ERROR ");
    }

    private void finish(SharedWorld world, String large, Load load) throws Exception {
        try (BridgeProcess second = world.replica(LONG_LEASES)) {
            Service service = Service.of(second, "none");
            for (String job : load.jobs()) {
                service.awaitJob(job, "completed");
            }
            JsonPath job = service.awaitJob(large, "completed");
            assertThat(job.getLong("results[0].rows_extracted")).isEqualTo(COPIES * Templates.LINE_ITEMS);
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> world.applied().size() >= load.events().size());
            assertThat(world.applied()).containsExactlyElementsOf(load.events());
            assertThat(service.get("/sync/stats").jsonPath().getInt("total"))
                    .isEqualTo(load.events().size());
            List<String> stored = service.get("/jobs?limit=1000").jsonPath().getList("job_id");
            assertThat(stored).hasSize(load.jobs().size() + 1);
        }
    }

    private static String job(int number) {
        return "{\"country\": \"bolivia\", \"queries\": [\"small" + number + "\"]}";
    }
}
