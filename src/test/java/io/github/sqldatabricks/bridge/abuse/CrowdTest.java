package io.github.sqldatabricks.bridge.abuse;

import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.duty.Duties;
import io.github.sqldatabricks.bridge.testing.Events;
import io.github.sqldatabricks.bridge.testing.Gate;
import io.github.sqldatabricks.bridge.testing.GuardedService;
import io.github.sqldatabricks.bridge.testing.ScriptedSync;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Users who take all they can get: bodies that never end, hundreds of requests that wait, connections that are closed by half.
 * Catches threads that they hold, so that others, probes and duties wait, and requests that count for ever.
 */
@QuarkusTest
@TestProfile(GuardedService.class)
@Timeout(180)
class CrowdTest {

    private static final int CONNECTIONS = 2_000;
    private static final int METHODS = 100_000;
    private static final String EXTRACT = "{\"country\": \"bolivia\", \"queries\": [\"q1\"]}";

    @TestHTTPResource("/")
    URI base;

    @Inject
    ScriptedSync sync;

    @Inject
    Duties duties;

    private final List<RawCaller> crowd = new ArrayList<>();
    private final AtomicInteger beats = new AtomicInteger();

    @BeforeEach
    void nobodyIsThere() {
        awaitRunning(0);
    }

    @AfterEach
    void goAway() {
        crowd.forEach(RawCaller::close);
        awaitRunning(0);
    }

    @Test
    void slowBodiesOfOneUserKeepNobodyElseWaiting() {
        fill("ana", GuardedService.REQUESTS_PER_USER);
        assertEverybodyElseIsServed("ben");
        HttpResponse<String> refused = new Caller(base).get("/jobs", Caller.token("ana"));
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("Retry-After")).contains("1");
        assertThat(Json.read(refused.body()).path("code").asText()).isEqualTo("too-many-requests-of-user");
        crowd.remove(0).close();
        await().until(() -> new Caller(base).get("/jobs", Caller.token("ana")).statusCode() == 200);
    }

    @Test
    void moreRequestsThanTheServiceTakesAreRefusedAndProbesAreAnswered() {
        fill("ana", GuardedService.REQUESTS_PER_USER);
        fill("ben", GuardedService.REQUESTS - GuardedService.REQUESTS_PER_USER);
        HttpResponse<String> refused = new Caller(base).get("/jobs", Caller.token("eve"));
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).contains("1");
        assertThat(Json.read(refused.body()).path("code").asText()).isEqualTo("too-many-requests");
        assertProbesAreQuick();
        assertThat(metric("bridge_requests_refused_total{reason=\"all\"}")).isPositive();
        assertThat(new Caller(base).get("/jobs", Map.of()).statusCode()).isEqualTo(401);
    }

    @Test
    void threeHundredWhoWaitForAnEventHoldNoThread() {
        Gate gate = new Gate();
        String event = eventBehind(gate);
        List<RawCaller> waiting = new ArrayList<>();
        for (int i = 0; i < GuardedService.REQUESTS; i++) {
            waiting.add(wait("eve", event));
        }
        awaitRunning(GuardedService.REQUESTS_PER_USER);
        gate.awaitReached();
        assertEverybodyElseIsServed("ana");
        gate.letPass();
        List<String> answers = waiting.stream()
                .map(caller -> caller.head().split("\r\n", 2)[0])
                .toList();
        assertThat(answers).contains("HTTP/1.1 200 OK", "HTTP/1.1 429 Too Many Requests");
        assertThat(answers).filteredOn("HTTP/1.1 200 OK"::equals).hasSize(GuardedService.REQUESTS_PER_USER);
    }

    @Test
    void whoClosesHalfOfTheConnectionIsAnsweredOrForgotten() {
        Gate gate = new Gate();
        String event = eventBehind(gate);
        RawCaller waiting = wait("ana", event);
        awaitRunning(1);
        waiting.endOutput();
        awaitRunning(0);
        RawCaller slow = slow("ana");
        awaitRunning(1);
        slow.endOutput();
        assertThat(slow.head()).doesNotContain(" 200 ", " 202 ", " 500 ");
        awaitRunning(0);
        gate.letPass();
        assertThat(waiting.head()).matches("(?s)|HTTP/1.1 200 OK.*");
    }

    @Test
    void aConnectionThatBreaksWhileItWaitsIsForgotten() {
        Gate gate = new Gate();
        String event = eventBehind(gate);
        wait("ana", event);
        slow("ben");
        awaitRunning(2);
        crowd.forEach(RawCaller::close);
        awaitRunning(0);
        gate.letPass();
    }

    @Test
    void aDutyThatFailsGoesOnAndOneThatIsStuckEndsLiveness() {
        AtomicInteger runs = new AtomicInteger();
        duties.every("shaky", Duration.ofSeconds(1), () -> {
            if (runs.incrementAndGet() == 1) {
                throw new StackOverflowError("made by the test");
            }
        });
        await().until(() -> runs.get() > 1);
        assertThat(metric("bridge_duty_failures_total{duty=\"shaky\"}")).isEqualTo(1);
        Gate gate = new Gate();
        duties.every("stuck", Duration.ZERO, Duration.ofHours(1), Duration.ofMillis(100), gate::pass);
        await().until(() -> get("/health/live").statusCode() == 503);
        assertThat(get("/health/live").body()).contains("\"dead\"", "stuck");
        gate.letPass();
        await().until(() -> get("/health/live").statusCode() == 200);
    }

    @Test
    @Tag("nightly")
    void twoThousandConnectionsKeepNoProbeWaiting() {
        for (int i = 0; i < CONNECTIONS; i++) {
            slow(i % 2 == 0 ? "ana" : "ben");
        }
        awaitRunning(GuardedService.REQUESTS);
        assertProbesAreQuick();
    }

    @Test
    @Tag("nightly")
    @Timeout(900)
    void aHundredThousandMethodsThatNobodyKnowsMakeNoSeries() {
        Caller caller = new Caller(base);
        caller.send("UNKNOWN", "/jobs", Caller.token("ana"), (String) null);
        long before = series();
        for (int i = 0; i < METHODS; i++) {
            caller.send("M" + i, "/jobs", Caller.token("ana"), (String) null);
        }
        assertThat(series()).isLessThanOrEqualTo(before + 1);
    }

    private long series() {
        return get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("http_server_requests_seconds_count"))
                .count();
    }

    /** The id of an event whose work waits at the gate. */
    private String eventBehind(Gate gate) {
        String event = UUID.randomUUID().toString();
        sync.script(event, (claim, cancellation) -> {
            gate.pass();
            return Events.APPLIED;
        });
        return event;
    }

    /** Requests of another user, an event from its storing to its end, probes, and a duty. */
    private void assertEverybodyElseIsServed(String user) {
        assertProbesAreQuick();
        assertThat(quick("/jobs", Caller.token(user)).statusCode()).isEqualTo(200);
        try (RawCaller other = wait(user, UUID.randomUUID().toString())) {
            assertThat(other.head()).startsWith("HTTP/1.1 200 OK");
        }
        duties.every("beat", Duration.ofMillis(100), beats::incrementAndGet);
        await().atMost(Duration.ofSeconds(5)).until(() -> beats.get() > 10);
    }

    private void assertProbesAreQuick() {
        for (int i = 0; i < 20; i++) {
            assertThat(quick("/health/live", Map.of()).statusCode()).isEqualTo(200);
        }
        quick("/health/ready", Map.of());
    }

    private HttpResponse<String> quick(String path, Map<String, String> headers) {
        long begun = System.nanoTime();
        HttpResponse<String> answer = new Caller(base).get(path, headers);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).as(path).isLessThan(Duration.ofSeconds(2));
        return answer;
    }

    private void fill(String user, int requests) {
        for (int i = 0; i < requests; i++) {
            slow(user);
        }
        awaitRunning(crowd.size());
    }

    private RawCaller slow(String user) {
        RawCaller caller = new RawCaller(base);
        crowd.add(caller);
        return caller.post("/extract", user, EXTRACT, EXTRACT.length() / 2);
    }

    private RawCaller wait(String user, String event) {
        String body = "{\"event_id\": \"" + event + "\", \"operation\": \"DELETE\", \"target_table\": \"dbo.crowd-"
                + event + "\", \"filter_conditions\": {\"id\": 1}, \"metadata\": {\"country\": \"bolivia\"}}";
        RawCaller caller = new RawCaller(base);
        crowd.add(caller);
        return caller.post("/sync/events?process_immediately=true", user, body, body.length());
    }

    private void awaitRunning(int requests) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(metric("bridge_requests_running")).isEqualTo(requests));
    }

    private double metric(String name) {
        return get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElse(0);
    }

    private HttpResponse<String> get(String path) {
        return new Caller(base).get(path, Map.of());
    }
}
