package io.github.sqldatabricks.bridge.observe;

import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.model.Lease;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.observe.WorkTraces.TraceOrigins;
import io.github.sqldatabricks.bridge.testing.JsonLog;
import io.github.sqldatabricks.bridge.testing.OtlpReceiver;
import io.github.sqldatabricks.bridge.testing.OtlpReceiver.ReceivedSpan;
import io.github.sqldatabricks.bridge.testing.SandboxTable;
import io.github.sqldatabricks.bridge.testing.WatchedSandbox;
import io.opentelemetry.api.OpenTelemetry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Spans as a collector receives them over its socket. Catches a trace that breaks at the channel, at a thread, at the store
 * or at another process, an asker's trace that is not continued, and SQL or data in a span.
 */
@QuarkusTest
@TestProfile(WatchedSandbox.class)
class TracingTest {

    private static final OtlpReceiver COLLECTOR = WatchedSandbox.COLLECTOR;
    private static final String CALLER = "00f067aa0ba902b7";

    private static boolean sourceIsMade;

    @Inject
    TraceOrigins origins;

    @Inject
    OpenTelemetry telemetry;

    @BeforeEach
    void makeSource() {
        if (sourceIsMade) {
            return;
        }
        sourceIsMade = true;
        sql("CREATE SCHEMA IF NOT EXISTS main.traced");
        sql("CREATE TABLE main.traced.prices (product_id INT, product_name STRING, price DECIMAL(10, 2))");
        sql("INSERT INTO main.traced.prices VALUES (1, 'Hush-hush', 8.49), (2, 'Product 2', 8.99)");
    }

    @Test
    void anExtractionIsOneTreeFromItsCallerToItsPublication() {
        String trace = "0af7651916cd43dd8448eb211c80319c";
        String job = extract(trace, "tree");
        List<ReceivedSpan> spans = tree(trace, 11);
        assertThat(names(spans))
                .containsOnly(
                        "POST /extract",
                        "process extraction",
                        "sqlserver read",
                        "parquet encode",
                        "volume upload",
                        "volume publish");
        ReceivedSpan request = named(spans, "POST /extract").get(0);
        assertThat(request.parentId()).isEqualTo(CALLER);
        assertThat(request.attributes()).containsEntry("bridge.job_id", job);
        List<ReceivedSpan> queries = named(spans, "process extraction");
        assertThat(queries).hasSize(2).allSatisfy(query -> {
            assertThat(query.parentId()).isEqualTo(request.spanId());
            assertThat(query.attributes()).containsEntry("bridge.job_id", job);
            assertThat(names(children(spans, query)))
                    .containsOnly("sqlserver read", "parquet encode", "volume upload", "volume publish");
        });
        assertThat(queries)
                .extracting(query -> query.attributes().get("bridge.query"))
                .containsExactlyInAnyOrder("customers_by_nation", "revenue_by_month");
        assertThat(named(spans, "sqlserver read")).allMatch(ReceivedSpan::isClient);
        assertTellNothing(spans);
    }

    @Test
    void anotherProcessThatTakesAQueryUpGoesOnWithTheTraceOfItsRequest() {
        String trace = "1af7651916cd43dd8448eb211c80319c";
        JobId job = new JobId(extract(trace, "taken-up"));
        int before = tree(trace, 11).size();
        WorkTraces other = new WorkSpans(telemetry.getTracer("other"), origins, false);
        other.begin(new Lease(job, new QueryName("customers_by_nation"), 2)).close();
        assertThat(named(tree(trace, before + 1), "process extraction")).hasSize(3);
    }

    @Test
    void anEventIsOneTreeFromItsRequestToItsCommit() {
        String trace = "2af7651916cd43dd8448eb211c80319c";
        event(trace, "traced-1", "main.traced.prices").then().statusCode(200).body("status", equalTo("completed"));
        List<ReceivedSpan> spans = tree(trace, 6);
        ReceivedSpan work = named(spans, "process sync").get(0);
        assertThat(work.parentId())
                .isEqualTo(named(spans, "POST /sync/events").get(0).spanId());
        assertThat(work.attributes())
                .containsEntry("bridge.event_id", "traced-1")
                .containsEntry("bridge.operation", "UPSERT");
        assertThat(names(children(spans, work)))
                .containsExactlyInAnyOrder(
                        "databricks read", "sqlserver stage", "sqlserver change", "sqlserver commit");
        assertThat(named(spans, "databricks read").get(0).attributes()).containsEntry("bridge.rows", "2");
        assertTellNothing(spans);
    }

    @Test
    void aRepeatedRequestIsTheSameEventThoughItsTraceDiffers() {
        event("3af7651916cd43dd8448eb211c80319c", "traced-2", "main.traced.prices")
                .then()
                .statusCode(200);
        event("4af7651916cd43dd8448eb211c80319c", "traced-2", "main.traced.prices")
                .then()
                .statusCode(200);
    }

    @Test
    void aFailureIsInItsSpansByItsCode() {
        String trace = "5af7651916cd43dd8448eb211c80319c";
        event(trace, "traced-3", "main.traced.none").then().statusCode(200);
        List<ReceivedSpan> spans = tree(trace, 3);
        assertThat(named(spans, "process sync").get(0).attributes()).containsKey("error.type");
        assertThat(named(spans, "databricks read").get(0).attributes()).containsKey("error.type");
    }

    @Test
    void anEventOfTheEventsTableBelongsToTheTraceThatItNames() {
        String trace = "6af7651916cd43dd8448eb211c80319c";
        insertEvent("traced-4", trace);
        given().post("/sync/poller/trigger").then().statusCode(200);
        assertThat(named(tree(trace, 5), "process sync")).hasSize(1);
    }

    /** The poller takes it up by itself: the work's thread has no request whose context it could use. */
    @Test
    void anEventIsOneTreeAlsoWhenNoRequestBringsIt() {
        String trace = "8af7651916cd43dd8448eb211c80319c";
        insertEvent("traced-5", trace);
        assertThat(named(tree(trace, 5), "process sync")).hasSize(1);
    }

    @Test
    void logLinesOfAnyThreadNameTheirSpan() {
        String trace = "7af7651916cd43dd8448eb211c80319c";
        extract(trace, "logged");
        Set<String> ids = tree(trace, 11).stream().map(ReceivedSpan::spanId).collect(Collectors.toSet());
        List<JsonNode> lines = JsonLog.lines().stream()
                .filter(line ->
                        line.path("mdc").path(LogScope.TRACE_ID).asText().equals(trace))
                .toList();
        assertThat(lines)
                .extracting(line -> line.get("threadName").asText().replaceAll("\\d+$", ""))
                .contains("extraction-pool-", "extraction-");
        assertThat(lines)
                .allSatisfy(line -> assertThat(ids)
                        .contains(line.path("mdc").path(LogScope.SPAN_ID).asText()));
    }

    private static void insertEvent(String id, String trace) {
        sql("INSERT INTO bridge.events.bridge_events (event_id, operation, source_table, target_table,"
                + " primary_keys,"
                + " metadata)"
                + " VALUES"
                + " ('" + id + "', 'UPSERT', 'main.traced.prices', 'dbo.pricing', array('product_id'),"
                + " '{\"traceparent\": \"" + traceparent(trace) + "\"}')");
    }

    private static String extract(String trace, String folder) {
        String job = given().contentType(ContentType.JSON)
                .header("traceparent", traceparent(trace))
                .body("{\"country\": \"bolivia\", \"queries\": [\"customers_by_nation\", \"revenue_by_month\"],"
                        + " \"destination\": \"/Volumes/main/bridge/landing/" + folder + "\"}")
                .post("/extract")
                .then()
                .statusCode(202)
                .extract()
                .path("job_id");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> given().get("/jobs/" + job).path("status").equals("completed"));
        return job;
    }

    private static Response event(String trace, String id, String source) {
        return given().contentType(ContentType.JSON)
                .header("traceparent", traceparent(trace))
                .body("{\"operation\": \"UPSERT\", \"event_id\": \"" + id + "\", \"source_table\": \"" + source
                        + "\", \"target_table\": \"dbo.pricing\", \"primary_keys\": [\"product_id\"]}")
                .post("/sync/events?process_immediately=true");
    }

    /** All spans of the trace, once so many have come; each but the caller's own child hangs on another one. */
    private static List<ReceivedSpan> tree(String trace, int atLeast) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(COLLECTOR.spans(trace)).hasSizeGreaterThanOrEqualTo(atLeast));
        List<ReceivedSpan> spans = COLLECTOR.spans(trace);
        Set<String> parents = Stream.concat(Stream.of(CALLER), spans.stream().map(ReceivedSpan::spanId))
                .collect(Collectors.toSet());
        assertThat(spans).allSatisfy(span -> assertThat(parents).contains(span.parentId()));
        return spans;
    }

    private static void assertTellNothing(List<ReceivedSpan> spans) {
        assertThat(spans.stream().map(span -> span.attributes().toString()).toList())
                .allSatisfy(text ->
                        assertThat(text).doesNotContainIgnoringCase("select ").doesNotContain("Hush-hush"));
    }

    private static List<ReceivedSpan> children(List<ReceivedSpan> spans, ReceivedSpan parent) {
        return spans.stream()
                .filter(span -> span.parentId().equals(parent.spanId()))
                .toList();
    }

    private static List<ReceivedSpan> named(List<ReceivedSpan> spans, String name) {
        return spans.stream().filter(span -> span.name().equals(name)).toList();
    }

    private static List<String> names(List<ReceivedSpan> spans) {
        return spans.stream().map(ReceivedSpan::name).toList();
    }

    private static String traceparent(String trace) {
        return "00-" + trace + "-" + CALLER + "-01";
    }

    private static void sql(String statement) {
        SandboxTable.run("databricks", statement);
    }
}
