package io.github.sqldatabricks.bridge.abuse;

import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.audit.AuditStore;
import io.quarkus.test.common.http.TestHTTPResource;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * Requests of somebody who may do nothing, so that whatever is not refused for what it is, is refused in the end. After each test no
 * table has changed, and every request is in the audit trail.
 */
abstract class Mallory {

    /** A good body for each endpoint that takes one; only that mallory may not do it. */
    private static final Map<String, String> BODIES = Map.of(
            "POST /extract",
            "{\"country\": \"bolivia\", \"queries\": [\"customers_by_nation\"]}",
            "POST /jobs/{id}/retry",
            "{\"queries\": [\"customers_by_nation\"], \"overwrite\": true}",
            "POST /replications/{id}/runs",
            "{\"streams\": \"dbo.stock\", \"reset\": true}",
            "PUT /replications/{id}/streams/{stream}/state",
            "{\"version\": 1, \"replication\": \"sandbox\", \"stream\": \"dbo.stock\", \"generation\": 1, \"position\":"
                    + " {\"version\": 1, \"generation\": 1, \"column\": \"id\", \"type\": \"int\", \"value\": \"1\"}}",
            "POST /sync",
            event(),
            "POST /sync/events/retry",
            "{\"ids\": [\"not-mallorys\"]}",
            "POST /sync/events",
            event());

    /** Fields in which a hostile text can be a good name, of something that mallory may not touch. */
    private static final Set<String> ANY_NAME = Set.of("target_table", "idempotency_token", "Idempotency-Key");

    @TestHTTPResource("/")
    URI base;

    @Inject
    AuditStore store;

    Caller caller;
    private SandboxTables tables;
    int sent;
    private long recorded;

    @BeforeEach
    void look() {
        caller = new Caller(base);
        tables = new SandboxTables(caller);
        recorded = store.head().sequence();
    }

    @AfterEach
    void nothingWasExecutedAndEverythingWasRecorded() {
        tables.assertUnchanged();
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(records()).isGreaterThanOrEqualTo(sent));
    }

    private long records() {
        return store.after(recorded, 1_000_000).stream()
                .filter(found -> Set.of("auth_success", "auth_failure")
                        .contains(found.entry().type()))
                .count();
    }

    private static String event() {
        return "{\"operation\": \"UPDATE\", \"source_table\": \"main.sales.changes\", \"target_table\": \"dbo.stock\","
                + " \"primary_keys\": [\"id\"]}";
    }

    HttpResponse<String> send(Operation operation, String path, Map<String, String> more, String body) {
        sent++;
        Map<String, String> headers = new HashMap<>(Caller.token("mallory"));
        headers.putAll(more);
        return caller.send(operation.method(), path, headers, body);
    }

    static String body(Operation operation) {
        assertThat(operation.fields().isEmpty() || BODIES.containsKey(operation.toString()))
                .as("%s is new: give it a body in Mallory", operation)
                .isTrue();
        return BODIES.get(operation.toString());
    }

    /** The good body with one field replaced or added. */
    static String with(Operation operation, String field, String json) {
        String others = body(operation)
                .replaceAll("\"" + field + "\": (\"[^\"]*\"|\\[[^\\]]*\\]),? ?", "")
                .replaceAll(", ?}$", "}");
        String separator = others.equals("{}") ? "" : ", ";
        return "{\"" + field + "\": " + json + separator + others.substring(1);
    }

    /** Refused for what it is, and not only because mallory may do nothing. */
    static void assertOwnRefusal(HttpResponse<String> answer, String field, String what) {
        Caller.assertRefused(answer, what);
        if (!ANY_NAME.contains(field)) {
            assertThat(answer.statusCode()).as("%s -> %s", what, answer.body()).isIn(400, 404, 414, 431);
        }
    }
}
