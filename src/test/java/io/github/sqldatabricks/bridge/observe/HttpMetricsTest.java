package io.github.sqldatabricks.bridge.observe;

import static io.github.sqldatabricks.bridge.testing.Users.as;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.testing.GuardedService;
import io.github.sqldatabricks.bridge.testing.RawHttp;
import io.github.sqldatabricks.bridge.testing.Waiting;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Series of requests. Catches a method or path of a stranger that becomes a label for ever, and routes without series because
 * strangers have used them all up.
 */
@QuarkusTest
@TestProfile(GuardedService.class)
class HttpMetricsTest {

    /** More than the framework's own timer has paths for. */
    private static final int MANY = 300;

    @Inject
    MeterRegistry registry;

    @TestHTTPResource("/")
    URI service;

    @Test
    void whatStrangersSendIsNoLabel() throws IOException {
        given().get("/nowhere").then().statusCode(401);
        StringBuilder requests = new StringBuilder();
        for (int i = 0; i < MANY; i++) {
            requests.append("METHOD")
                    .append(i)
                    .append(" /path-")
                    .append(i)
                    .append(" HTTP/1.1\r\nHost: localhost\r\n\r\n");
            requests.append("GET /path-")
                    .append(i)
                    .append("?q=")
                    .append(i)
                    .append(" HTTP/1.1\r\nHost: localhost\r\n\r\n");
        }
        RawHttp.exchange(service, requests + RawHttp.get("/health/live"));
        as("ana").get("/jobs").then().statusCode(200);
        as("ana").get("/jobs/4711").then().statusCode(404);
        as("ana").put("/jobs").then().statusCode(405);
        as("ana").get("/api/v1/sync/stats").then().statusCode(200);
        Waiting.await()
                .untilAsserted(() -> assertThat(labels("uri"))
                        .contains("/jobs", "/jobs/{id}", "/sync/stats", "/health/live", RequestMetrics.NO_ROUTE)
                        .noneMatch(uri -> uri.contains("path-") || uri.contains("4711") || uri.contains("/api/v1")));
        assertThat(labels("method"))
                .contains("GET", "PUT", RequestMetrics.OTHER_METHOD)
                .noneMatch(method -> method.startsWith("METHOD"));
    }

    @Test
    void aRequestIsCountedOnceWithWhatBecameOfIt() {
        double before = count("/sync/stats", "200");
        as("ana").get("/api/v1/sync/stats").then().statusCode(200);
        Waiting.await()
                .untilAsserted(() -> assertThat(count("/sync/stats", "200")).isEqualTo(before + 1));
    }

    @Test
    void theRootHasASeries() {
        given().get("/").then().statusCode(200);
        Waiting.await().untilAsserted(() -> assertThat(labels("uri")).contains("/"));
    }

    private double count(String uri, String status) {
        Timer timer = registry.find(Meters.HTTP_REQUESTS)
                .tags("method", "GET", "uri", uri, "status", status, "outcome", "SUCCESS")
                .timer();
        return timer == null ? 0 : timer.count();
    }

    private Set<String> labels(String name) {
        return registry.find(Meters.HTTP_REQUESTS).timers().stream()
                .map(Meter::getId)
                .map(id -> id.getTag(name))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
