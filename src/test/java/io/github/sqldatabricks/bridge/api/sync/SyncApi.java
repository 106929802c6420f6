package io.github.sqldatabricks.bridge.api.sync;

import static io.github.sqldatabricks.bridge.testing.Users.as;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.testing.Waiting;
import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** The REST API of event sync as a caller uses it. */
final class SyncApi {

    private SyncApi() {}

    static String submit(String user, String table) {
        return submit(user, id(), table);
    }

    static String submit(String user, String id, String table) {
        as(user).body(body(id, table)).post("/sync/events").then().statusCode(202);
        return id;
    }

    static JsonPath awaitStatus(String user, String id, String status) {
        Waiting.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(event(user, id).getString("status")).isEqualTo(status));
        return event(user, id);
    }

    static JsonPath event(String user, String id) {
        return as(user).get("/sync/events/" + id)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    static List<String> listed(String user, String query) {
        return as(user).get("/sync/events" + query)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("event_id");
    }

    static String id() {
        return "e" + UUID.randomUUID().toString().replace("-", "");
    }

    static String body(String id, String table) {
        return "{\"event_id\": \"" + id + "\", \"operation\": \"UPDATE\", \"source_table\": \"main.sales.changes\","
                + " \"target_table\": \"" + table + "\", \"primary_keys\": [\"id\"]}";
    }
}
