package io.github.sqldatabricks.bridge.api.older;

import static io.github.sqldatabricks.bridge.testing.Users.as;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.github.sqldatabricks.bridge.testing.GuardedService;
import io.github.sqldatabricks.bridge.testing.LogRecords;
import io.github.sqldatabricks.bridge.testing.ScriptedConnectivity;
import io.github.sqldatabricks.bridge.testing.SocketMessages;
import io.github.sqldatabricks.bridge.testing.Waiting;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.WebSocket;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * All routes below a base path that is chosen at run time, as the predecessor's clients ask for them. Catches a route that is
 * missing there, one that is open there and nowhere else, a form that old clients can't read, and a field that is dropped
 * although it says where an event goes.
 */
@QuarkusTest
@TestProfile(GuardedService.class)
class BasePathTest {

    private static final String BASE = "/api/v1";

    @TestHTTPResource("/api/v1/sync/events/ws")
    URI socket;

    @Inject
    ScriptedConnectivity dependency;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/jobs",
                "/jobs?limit=1",
                "/sync/events?limit=1&offset=0",
                "/sync/stats",
                "/sync/poller/status",
                "/audit",
                "/test/who-am-i"
            })
    void aRouteIsThereAndWantsATokenThereToo(String path) {
        as("eve").get(BASE + path).then().statusCode(200);
        given().get(BASE + path).then().statusCode(401).body("code", equalTo("token-missing"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "/", "/health", "/health/live", "/health/ready", "/health/startup", "/metrics", "/openapi"})
    void whatMachinesAskIsOpen(String path) {
        given().get(BASE + path).then().statusCode(200);
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/api/v1/jobs, 404",
        "/api/v10/jobs, 404",
        "/api/v1/../v1/jobs, 200",
        "/api/v1//jobs, 200",
        "/api/v1/../../jobs, 200",
        "/API/v1/jobs, 404"
    })
    void theBasePathIsTakenOffOnceAndExactly(String path, int status) {
        Response answer = as("eve").urlEncodingEnabled(false).get(path);
        answer.then().statusCode(status);
        given().urlEncodingEnabled(false).get(path).then().statusCode(401);
    }

    @Test
    void aQueryStringGoesWithIt() {
        as("ana").get(BASE + "/jobs?limit=0").then().statusCode(400).body("detail", containsString("limit"));
        as("eve").get(BASE + "/jobs?limit=1").then().body("", hasSize(lessThanOrEqualTo(1)));
    }

    @Test
    void locationsAreWhereTheRequestWas() {
        String below =
                submit(event("dbo.bobs", "")).then().statusCode(202).extract().header("Location");
        assertThat(URI.create(below).getPath()).startsWith("/api/v1/sync/events/");
        as("bob").get(URI.create(below).getPath()).then().statusCode(200);
        String plain = as("bob")
                .body(event("dbo.bobs", ""))
                .post("/sync/events")
                .then()
                .statusCode(202)
                .extract()
                .header("Location");
        assertThat(URI.create(plain).getPath()).startsWith("/sync/events/");
        String job = as("ana")
                .body(extraction(""))
                .post(BASE + "/extract")
                .then()
                .statusCode(202)
                .extract()
                .header("Location");
        assertThat(URI.create(job).getPath()).startsWith("/api/v1/jobs/");
        as("ana").get(URI.create(job).getPath()).then().statusCode(200);
    }

    @Test
    void theAuditTrailKnowsTheRealPathOnly() {
        try (LogRecords audit = LogRecords.of("bridge.audit")) {
            as("ana").get(BASE + "/sync/stats").then().statusCode(200);
            assertThat(audit.messages())
                    .anySatisfy(line -> assertThat(line).contains("\"/sync/stats\""))
                    .noneSatisfy(line -> assertThat(line).contains(BASE));
        }
    }

    @Test
    void theOpenApiDocumentNamesBothServers() {
        given().get(BASE + "/openapi?format=json").then().body("servers.url", hasItems("/", BASE));
    }

    @Test
    void healthHasThePredecessorsForms() {
        given().get(BASE + "/health/live").then().statusCode(200).body("status", equalTo("ok"));
        given().get(BASE + "/health/startup").then().statusCode(200).body("status", equalTo("started"));
        given().get(BASE + "/health/ready")
                .then()
                .statusCode(200)
                .body("status", equalTo("healthy"))
                .body("version", notNullValue())
                .body("environment", equalTo("development"))
                .body("components.collect { it.value.status }", everyItem(equalTo("healthy")));
        given().get("/health/live")
                .then()
                .statusCode(200)
                .body("status", equalTo("UP"))
                .body("checks", notNullValue());
    }

    @Test
    void aDependencyThatIsDownIsToldInThatFormToo() {
        dependency.fail("Login failed for user 'sa' on sales.example.");
        try {
            given().get(BASE + "/health/ready")
                    .then()
                    .statusCode(503)
                    .body("status", equalTo("unhealthy"))
                    .body("components.scripted.status", equalTo("unhealthy"))
                    .body(not(containsString("sales.example")));
        } finally {
            dependency.recover();
        }
    }

    @Test
    void unknownFieldsAreIgnoredThereAndNamedAndRefusedElsewhere() {
        String body = event("dbo.bobs", ", \"wanted_by\": {\"name\": [1, 2]}, \"ticket\": 7");
        submit(body).then().statusCode(202).header(OlderFields.HEADER, equalTo("wanted_by, ticket"));
        as("bob").body(body).post("/sync/events").then().statusCode(400).body("code", equalTo("unknown-field"));
        as("ana")
                .body(extraction(", \"compression\": \"zstd\""))
                .post(BASE + "/extract")
                .then()
                .statusCode(202)
                .header(OlderFields.HEADER, equalTo("compression"));
    }

    @Test
    void manyUnknownFieldsFillNeitherTheAnswerNorTheLog() {
        StringBuilder fields = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            fields.append(", \"field_").append(i).append("\": 1");
        }
        try (LogRecords log = LogRecords.of(OlderFields.class.getName())) {
            submit(event("dbo.bobs", fields.toString()))
                    .then()
                    .statusCode(202)
                    .header(OlderFields.HEADER, containsString("field_9"))
                    .header(OlderFields.HEADER, not(containsString("field_10")));
            assertThat(log.messages()).hasSize(10);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"target_server", "target_database"})
    void aFieldThatSaysWhereAnEventGoesIsNeverIgnored(String field) {
        submit(event("dbo.bobs", ", \"" + field + "\": \"X\""))
                .then()
                .statusCode(400)
                .body("code", equalTo("unsupported-field"))
                .body("detail", containsString("metadata." + field));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1", ""})
    void theCountryOfAnEventIsThatOfItsMetadata(String base) {
        String country = ", \"country\": \"bolivia\"";
        as("bob")
                .body(event("dbo.bobs", country))
                .post(base + "/sync/events")
                .then()
                .statusCode(202)
                .body("metadata.country", equalTo("bolivia"));
        as("bob")
                .body(event("dbo.bobs", country + ", \"metadata\": {\"country\": \"Bolivia\", \"a\": 1}"))
                .post(base + "/sync/events")
                .then()
                .statusCode(202)
                .body("metadata.country", equalTo("bolivia"))
                .body("metadata.a", equalTo("1"));
        as("bob")
                .body(event("dbo.bobs", country + ", \"metadata\": {\"country\": \"peru\"}"))
                .post(base + "/sync/events")
                .then()
                .statusCode(400)
                .body("detail", containsString("metadata.country"));
    }

    /** As BridgeAPIClient 0.1.0 sends it. */
    @Test
    void aDeleteOfTheOlderSdkNamesNoSource() {
        String body = "{\"event_id\": \"delete-" + UUID.randomUUID().toString().substring(0, 8)
                + "\", \"operation\": \"DELETE\", \"source_table\": \"\", \"target_table\": \"dbo.bobs\","
                + " \"primary_keys\": [\"id\"], \"priority\": 5, \"rows_expected\": null,"
                + " \"metadata\": {\"filter_conditions\": {\"id\": 1}}}";
        submit(body)
                .then()
                .statusCode(202)
                .body("priority", equalTo(5))
                .body("filter_conditions.id", equalTo("1"))
                .body("source_table", nullValue());
    }

    @ParameterizedTest
    @CsvSource({"main, bridge, 202", "MAIN, , 202", "other, bridge, 400", "main, other, 400"})
    void whereThePredecessorMadeTablesMustBeWhereTheVolumeIs(String catalog, String schema, int status) {
        String body = extraction(", \"target_catalog\": \"" + catalog + "\", \"target_schema\": "
                + (schema == null ? "null" : "\"" + schema + "\""));
        Response answer = as("ana").body(body).post(BASE + "/extract");
        answer.then().statusCode(status).body("code", status == 400 ? equalTo("unsupported-field") : nullValue());
    }

    @Test
    void anEmptyDestinationIsNone() {
        String body = "{\"country\": \"bolivia\", \"queries\": [\"q6\"], \"overwrite\": true, \"destination\": \"\","
                + " \"queries_path\": \"\", \"config_path\": \"\"}";
        as("ana").body(body).post(BASE + "/extract").then().statusCode(202);
    }

    @Test
    void whatCantBeCancelledOrRetriedIsThePredecessors400() {
        String id = submit(event("dbo.bobs", "")).path("event_id");
        Waiting.await().until(() -> as("bob").get("/sync/events/" + id).path("status"), equalTo("completed"));
        String path = "/sync/events/" + id;
        as("bob")
                .delete(BASE + path)
                .then()
                .statusCode(400)
                .body("status", equalTo(400))
                .body("title", equalTo("Bad Request"))
                .body("detail", containsString("Cannot cancel event with status: completed"));
        as("bob")
                .post(BASE + path + "/retry")
                .then()
                .statusCode(400)
                .body("detail", containsString("Cannot retry event with status: completed"));
        as("bob").delete(path).then().statusCode(409).body("status", equalTo(409));
    }

    @Test
    void whatIsNotThereIsToldInThePredecessorsWords() {
        as("bob")
                .get(BASE + "/sync/events/none")
                .then()
                .statusCode(404)
                .body("detail", containsString("Event not found: none"));
        String job = UUID.randomUUID().toString();
        as("bob")
                .get(BASE + "/jobs/" + job)
                .then()
                .statusCode(404)
                .body("detail", containsString("Job not found: " + job));
    }

    @Test
    void stuckEventsNeedNoRecovery() {
        as("bob")
                .post(BASE + "/sync/events/recover-stuck-processing?older_than_minutes=5&dry_run=false")
                .then()
                .statusCode(200)
                .body("dry_run", equalTo(false))
                .body("older_than_minutes", equalTo(5))
                .body("candidates", equalTo(0))
                .body("reset", equalTo(0))
                .body("event_ids", hasSize(0))
                .body("message", containsString("bridge.sync.lease"));
        as("bob")
                .post(BASE + "/sync/events/recover-stuck-processing?older_than_minutes=0")
                .then()
                .statusCode(400);
    }

    @Test
    void theWebSocketSpeaksThePredecessorsForms() throws Exception {
        String id = submit(event("dbo.bobs", "")).path("event_id");
        SocketMessages messages = new SocketMessages();
        WebSocket bob = SocketMessages.open(socket, "token-of-bob", messages);
        bob.sendText("ping", true).join();
        messages.next(message -> true);
        bob.sendText("list", true).join();
        JsonPath list = messages.next(message -> "event_list".equals(field(message, "type")));
        assertThat(list.getList("events.event_id")).contains(id);
        bob.sendText("subscribe:none", true).join();
        JsonPath error = messages.next(message -> field(message, "error") != null);
        assertThat(error.getString("error")).startsWith("Event not found: none");
        bob.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    }

    private static Object field(JsonPath message, String name) {
        return message.get() instanceof List ? null : message.get(name);
    }

    private static Response submit(String body) {
        return as("bob").body(body).post(BASE + "/sync/events");
    }

    private static String event(String table, String more) {
        return "{\"operation\": \"UPDATE\", \"source_table\": \"main.sales.changes\", \"target_table\": \"" + table
                + "\", \"primary_keys\": [\"id\"]" + more + "}";
    }

    private static String extraction(String more) {
        return "{\"country\": \"bolivia\", \"queries\": [\"q1\"], \"destination\": \"/Volumes/main/bridge/"
                + UUID.randomUUID() + "\"" + more + "}";
    }
}
