package io.github.sqldatabricks.bridge.it;

import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.testing.KafkaBroker;
import io.github.sqldatabricks.bridge.testing.OtlpReceiver;
import io.github.sqldatabricks.bridge.testing.OtlpReceiver.ReceivedSpan;
import io.restassured.path.json.JsonPath;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Replicas that hear of work through a real Kafka broker. Catches messages that reach nobody, work that a message delivered
 * twice does twice, one replica that takes everything, poison that stops the others, replicas that need the broker, and a trace
 * that ends where another replica goes on.
 */
@Order(1)
@ResourceLock("the metrics of a broker in this process")
class KafkaIT {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int EVENTS = 12;
    private static final int JOBS = 8;
    private static final OtlpReceiver COLLECTOR = OtlpReceiver.start();
    private static final String LATE_POISON = "poison after the broker's return";

    @TempDir
    private static Path directory;

    private static SharedWorld world;
    private static KafkaBroker broker;
    private static Topics topics;

    @BeforeAll
    static void start() throws Exception {
        // Those of the first test take long enough for both replicas to do some.
        IntStream.range(0, JOBS).forEach(i -> Templates.write(directory, "copies" + i, Templates.COPIES));
        IntStream.range(JOBS, 2 * JOBS).forEach(i -> Templates.write(directory, "copies" + i, Templates.CUSTOMERS));
        world = new SharedWorld(directory);
        world.prepareEvents(EVENTS);
        broker = new KafkaBroker(Files.createDirectory(directory.resolve("kafka"))).start();
        topics = new Topics(broker.address());
    }

    @AfterAll
    static void stop() throws Exception {
        broker.close();
        world.close();
    }

    /** @param sweep how often a replica looks for work that it heard nothing of */
    private static BridgeProcess replica(String sweep) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "BRIDGE_MESSAGING_KAFKA_ENABLED",
                "true",
                "KAFKA_BOOTSTRAP_SERVERS",
                broker.address(),
                "BRIDGE_EXTRACTION_CONCURRENCY",
                "1",
                "BRIDGE_JOBS_SWEEP",
                sweep,
                "BRIDGE_SYNC_SWEEP",
                sweep,
                "OTEL_SDK_DISABLED",
                "false",
                "OTEL_EXPORTER_OTLP_PROTOCOL",
                "http/protobuf",
                "OTEL_EXPORTER_OTLP_ENDPOINT",
                COLLECTOR.url()));
        return world.replica(settings);
    }

    @Test
    void replicasShareWhatOneIsAskedForAndPoisonOrRedeliveryDoesNoHarm() throws Exception {
        try (BridgeProcess first = replica("1h");
                BridgeProcess second = replica("1h")) {
            second.ready();
            Service service = Service.of(first, "none");
            List<String> jobs = submit(service, 0);
            for (String job : jobs) {
                service.awaitJob(job, "completed");
            }
            assertThat(List.of(first.errors(), second.errors())).allMatch(log -> log.contains("status=completed"));
            jobs.forEach(KafkaIT::awaitWorkInTheTraceOfItsRequest);
            for (int i = 0; i < EVENTS / 2; i++) {
                service.post("/sync/events", SharedWorld.event(i)).then().statusCode(202);
            }
            awaitApplied(EVENTS / 2);
            redeliver(service, jobs.get(0));
            poison();
            heardOfAnEventThatNobodyWasToldOf();
            requireLag(service);
        }
    }

    private static List<String> submit(Service service, int from) {
        List<String> jobs = new ArrayList<>();
        for (int i = from; i < from + JOBS; i++) {
            jobs.add(service.extract("{\"country\": \"bolivia\", \"queries\": [\"copies" + i + "\"]}"));
        }
        return jobs;
    }

    /** The first replica was asked for all jobs, and both have done some. */
    private static void awaitWorkInTheTraceOfItsRequest(String job) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            List<ReceivedSpan> ofJob = COLLECTOR.spans().stream()
                    .filter(span -> job.equals(span.attributes().get("bridge.job_id")))
                    .toList();
            assertThat(ofJob).extracting(ReceivedSpan::name).contains("POST /extract", "process extraction");
            assertThat(ofJob)
                    .extracting(ReceivedSpan::traceId)
                    .containsOnly(ofJob.get(0).traceId());
        });
    }

    private static void awaitApplied(int events) throws Exception {
        await().atMost(PATIENCE).until(() -> world.applied().size() >= events);
        assertThat(world.applied())
                .containsExactlyElementsOf(IntStream.range(0, events).boxed().toList());
    }

    private static void redeliver(Service service, String job) throws Exception {
        String before = LandedFiles.of(directory, "copies0").manifest();
        for (String topic : List.of("bridge-extraction", "bridge-sync")) {
            List<ConsumerRecord<String, String>> seen = topics.all(topic);
            assertThat(seen).isNotEmpty();
            topics.send(topic, seen.stream().map(ConsumerRecord::value).toArray(String[]::new));
        }
        awaitNoLag(service);
        assertThat(LandedFiles.of(directory, "copies0").manifest()).isEqualTo(before);
        assertThat(service.job(job).getInt("results[0].attempts")).isEqualTo(1);
        awaitApplied(EVENTS / 2);
    }

    private static void poison() throws Exception {
        String nobody = "{\"version\":1,\"job\":\"00000000-0000-0000-0000-000000000000\",\"query\":\"q\",\"fence\":1}";
        topics.send("bridge-extraction", "no JSON", "{\"version\":2}", nobody);
        topics.send("bridge-sync", "{\"version\":1,\"event\":\"nobody-knows-it\"}");
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> topics.all("bridge-dead-letters").size() >= 4);
        List<ConsumerRecord<String, String>> dead = topics.all("bridge-dead-letters").stream()
                .filter(letter -> !letter.value().equals(LATE_POISON))
                .toList();
        assertThat(dead)
                .extracting(ConsumerRecord::value)
                .containsExactlyInAnyOrder(
                        "no JSON", "{\"version\":2}", nobody, "{\"version\":1,\"event\":\"nobody-knows-it\"}");
        assertThat(dead).allSatisfy(letter -> {
            assertThat(header(letter, "dead-letter-topic")).startsWith("bridge-");
            assertThat(header(letter, "dead-letter-reason")).contains("none of the bridge's");
        });
    }

    private static String header(ConsumerRecord<String, String> message, String name) {
        return new String(message.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private static void heardOfAnEventThatNobodyWasToldOf() throws Exception {
        world.store(EVENTS / 2);
        topics.send("bridge-sync", "{\"version\":1,\"event\":\"event-" + EVENTS / 2 + "\"}");
        awaitApplied(EVENTS / 2 + 1);
    }

    private static void requireLag(Service service) {
        assertThat(lag(service)).isNotEmpty();
    }

    private static void awaitNoLag(Service service) {
        await().atMost(PATIENCE)
                .until(() -> !lag(service).isEmpty() && lag(service).stream().allMatch(line -> line.endsWith(" 0.0")));
    }

    private static List<String> lag(Service service) {
        return service.get("/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith("kafka_consumer_fetch_manager_records_lag{"))
                .toList();
    }

    @Test
    @Tag("nightly")
    void withoutABrokerWorkIsAcceptedAndDoneAllTheSameAndItsReturnIsNoticed() throws Exception {
        broker.stop();
        try (BridgeProcess alone = replica("1s")) {
            Service service = Service.of(alone, "none");
            // On a machine with much to do, the first looks at SQL Server and Databricks take their time.
            await().atMost(PATIENCE)
                    .untilAsserted(() -> service.get("/health/ready").then().statusCode(200));
            service.get("/health/live").then().statusCode(200);
            long asked = System.nanoTime();
            List<String> jobs = submit(service, JOBS);
            assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(20));
            for (String job : jobs) {
                service.awaitJob(job, "completed");
            }
            broker.start();
            topics.send("bridge-extraction", LATE_POISON);
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> topics.all("bridge-dead-letters").stream()
                            .anyMatch(letter -> letter.value().equals(LATE_POISON)));
            assertThat(alone.terminate()).as(alone.errors()).isEqualTo(143);
            assertThat(topics.all("bridge-dead-letters"))
                    .filteredOn(letter -> letter.value().contains("copies"))
                    .isEmpty();
            assertThat(new JsonPath(LandedFiles.of(directory, "copies" + JOBS).manifest()).getLong("rows"))
                    .isEqualTo(Templates.CUSTOMER_ROWS);
        }
    }
}
