package io.github.sqldatabricks.bridge.abuse;

import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sqldatabricks.bridge.extraction.RowSource.RowQuery;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.RowStream;
import io.github.sqldatabricks.bridge.testing.FakeRowSource;
import io.github.sqldatabricks.bridge.testing.GuardedService;
import io.github.sqldatabricks.bridge.testing.ScriptedRowSource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A thousand requests (ten thousand at night) while the queue is full, over two hundred connections. Catches a job that was promised and is lost, a refusal
 * that is no clear 503, memory that grows with the requests, and a service that does not come back.
 */
@QuarkusTest
@TestProfile(GuardedService.class)
class FloodTest {

    private static final int CONNECTIONS = 200;
    private static final long MOST_GROWTH_BYTES = 150L << 20;

    @TestHTTPResource("/")
    URI base;

    @Inject
    ScriptedRowSource source;

    private final Map<Integer, AtomicInteger> answers = new ConcurrentHashMap<>();
    private final Queue<String> promised = new ConcurrentLinkedQueue<>();
    private final Queue<HttpResponse<String>> unclear = new ConcurrentLinkedQueue<>();

    @AfterEach
    void reset() {
        source.reset();
    }

    @Test
    void aFullQueueRefusesClearlyLosesNothingAndComesBack() throws InterruptedException {
        assertHolds(1_000);
    }

    @Test
    @Tag("nightly")
    void alsoWhenTenThousandCome() throws InterruptedException {
        assertHolds(10_000);
    }

    private void assertHolds(int requests) throws InterruptedException {
        CountDownLatch gate = new CountDownLatch(1);
        source.script("q1", (query, cancellation) -> openAfter(gate, query, cancellation));
        long before = usedMemory();
        flood(requests);
        assertThat(unclear).isEmpty();
        assertThat(answers.keySet()).isSubsetOf(202, 503);
        assertThat(answers.values().stream().mapToInt(AtomicInteger::get).sum()).isEqualTo(requests);
        // Those that wait, and those that are read.
        assertThat(promised).hasSizeBetween(GuardedService.QUEUE_CAPACITY, GuardedService.QUEUE_CAPACITY + 4);
        gate.countDown();
        List.copyOf(promised).forEach(this::awaitCompleted);
        assertThat(usedMemory() - before).isLessThan(MOST_GROWTH_BYTES);
        assertThat(extract(requests).statusCode()).isEqualTo(202);
    }

    private static RowStream openAfter(CountDownLatch gate, RowQuery query, Cancellation cancellation) {
        try {
            assertThat(gate.await(5, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the queue is full", e);
        }
        return new FakeRowSource(1).open(query, cancellation);
    }

    private void flood(int requests) throws InterruptedException {
        AtomicInteger next = new AtomicInteger();
        CountDownLatch ended = new CountDownLatch(CONNECTIONS);
        ExecutorService callers = Executors.newFixedThreadPool(CONNECTIONS);
        Caller caller = new Caller(base);
        for (int i = 0; i < CONNECTIONS; i++) {
            callers.execute(() -> {
                try {
                    for (int request = next.getAndIncrement(); request < requests; request = next.getAndIncrement()) {
                        count(extract(caller, request));
                    }
                } finally {
                    ended.countDown();
                }
            });
        }
        callers.shutdown();
        assertThat(ended.await(4, TimeUnit.MINUTES)).isTrue();
    }

    private HttpResponse<String> extract(int request) {
        return extract(new Caller(base), request);
    }

    private static HttpResponse<String> extract(Caller caller, int request) {
        String body = "{\"country\": \"bolivia\", \"queries\": [\"q1\"], \"destination\": \"/Volumes/main/bridge/flood/"
                + request + "\"}";
        return caller.send("POST", "/extract", Caller.token("flo"), body);
    }

    private void count(HttpResponse<String> answer) {
        answers.computeIfAbsent(answer.statusCode(), status -> new AtomicInteger())
                .incrementAndGet();
        JsonNode body = Json.read(answer.body());
        if (answer.statusCode() == 202) {
            promised.add(body.path("job_id").asText());
        } else if (answer.headers().firstValue("Retry-After").isEmpty()
                || !"queue-full".equals(body.path("code").asText())) {
            unclear.add(answer);
        }
    }

    private void awaitCompleted(String job) {
        Caller caller = new Caller(base);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> "completed"
                        .equals(Json.read(caller.get("/jobs/" + job, Caller.token("flo"))
                                        .body())
                                .path("status")
                                .asText()));
    }

    private static long usedMemory() {
        ManagementFactory.getMemoryMXBean().gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
