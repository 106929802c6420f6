package io.github.sqldatabricks.bridge.it;

import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;

import io.github.sqldatabricks.bridge.testing.KafkaBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * A replica whose broker goes away and comes back. Catches requests that wait for Kafka, work that waits for it, and a consumer or
 * a producer that has given up by the time the broker is there.
 */
@Tag("nightly")
@Order(2)
@ResourceLock("the metrics of a broker in this process")
class KafkaOutageIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** What a producer waits for its broker in these replicas: an answer that comes in half of it has not waited for it. */
    private static final Duration BROKER_WAIT = Duration.ofMinutes(1);

    private static final int JOBS = 4;
    private static final String NO_SWEEP = "1h";
    private static final String NAME = "kafka.test";

    @TempDir
    private static Path directory;

    private static SharedWorld world;
    private static KafkaBroker broker;
    private static Topics topics;

    @BeforeAll
    static void start() throws Exception {
        IntStream.range(0, 4 * JOBS).forEach(i -> Templates.write(directory, "copies" + i, Templates.CUSTOMERS));
        world = new SharedWorld(directory);
        broker = new KafkaBroker(Files.createDirectory(directory.resolve("kafka"))).start();
        topics = new Topics(broker.address());
    }

    @AfterAll
    static void stop() throws Exception {
        broker.close();
        world.close();
    }

    @Test
    void aBrokerThatDiesStopsNoWorkAndIsUsedAgainWhenItIsBack() throws Exception {
        try (BridgeProcess replica = replica(broker.address(), "1s", Map.of())) {
            Service service = Service.of(replica, "none");
            awaitHeard("before its death");
            broker.stop();
            try {
                submit(service, 0).forEach(job -> service.awaitJob(job, "completed"));
                service.get("/health/ready").then().statusCode(200);
            } finally {
                broker.start();
            }
            awaitHeard("after its return");
            awaitTold(service, JOBS);
        }
    }

    /** The name is given to the process by a file instead of DNS, read at each look. */
    @Test
    void aBrokerWhoseNameIsUnknownAtTheStartIsUsedOnceItIsKnown() throws Exception {
        Assumptions.assumeTrue(System.getProperty("bridge.executable", "").isEmpty(), "SKIPPED: a JVM's options");
        Path hosts = Files.writeString(directory.resolve("hosts"), "127.0.0.1 localhost\n");
        String address = NAME + broker.address().substring(broker.address().lastIndexOf(':'));
        Map<String, String> names =
                Map.of("JAVA_TOOL_OPTIONS", "-Djdk.net.hosts.file=" + hosts + " -Dsun.net.inetaddr.negative.ttl=0");
        try (BridgeProcess replica = replica(address, "1s", names)) {
            Service service = Service.of(replica, "none");
            service.get("/health/ready")
                    .then()
                    .statusCode(200)
                    .body(containsString("No name in kafka.bootstrap.servers"));
            submit(service, 2 * JOBS).forEach(job -> service.awaitJob(job, "completed"));
            Files.writeString(hosts, "127.0.0.1 " + NAME + "\n", StandardOpenOption.APPEND);
            awaitHeard("once it is known");
            service.get("/health/ready").then().statusCode(200).body(not(containsString("No name in")));
            awaitTold(service, 3 * JOBS);
        }
    }

    private static BridgeProcess replica(String address, String sweep, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "BRIDGE_MESSAGING_KAFKA_ENABLED",
                "true",
                "KAFKA_BOOTSTRAP_SERVERS",
                address,
                "MP_MESSAGING_OUTGOING_EXTRACTION_OUT_MAX_BLOCK_MS",
                Long.toString(BROKER_WAIT.toMillis()),
                "BRIDGE_JOBS_SWEEP",
                sweep,
                "BRIDGE_SYNC_SWEEP",
                NO_SWEEP));
        settings.putAll(more);
        return world.replica(settings);
    }

    private static List<String> submit(Service service, int from) {
        List<String> jobs = new ArrayList<>();
        for (int i = from; i < from + JOBS; i++) {
            long asked = System.nanoTime();
            // Without overwrite the volume is asked first, which takes its own time in a process that has just started.
            jobs.add(service.extract(
                    "{\"country\": \"bolivia\", \"overwrite\": true, \"queries\": [\"copies" + i + "\"]}"));
            assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(BROKER_WAIT.dividedBy(2));
        }
        return jobs;
    }

    /** Its consumer is there: it puts poison away. */
    private static void awaitHeard(String poison) throws Exception {
        topics.send("bridge-extraction", poison);
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> topics.all("bridge-dead-letters").stream()
                        .anyMatch(letter -> letter.value().equals(poison)));
    }

    /** Its producer is there: what is asked for now stands in the topic. */
    private static void awaitTold(Service service, int from) throws IOException {
        List<String> jobs = submit(service, from);
        await().atMost(PATIENCE)
                .until(() -> jobs.stream()
                        .allMatch(job -> topics.all("bridge-extraction").stream()
                                .anyMatch(message -> message.value().contains(job))));
        jobs.forEach(job -> service.awaitJob(job, "completed"));
    }
}
