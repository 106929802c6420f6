package io.github.sqldatabricks.bridge.api;

import static io.github.sqldatabricks.bridge.testing.Users.as;
import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.testing.GuardedSandbox;
import io.github.sqldatabricks.bridge.work.ThisProcess;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import org.junit.jupiter.api.Test;

/** {@code GET /replicas} of the whole service. Catches a process that does not tell of itself, and readers who are no administrators. */
@QuarkusTest
@TestProfile(GuardedSandbox.class)
class ReplicasTest {

    @Test
    void administratorsSeeTheProcessThatAnswers() {
        await().until(() -> replicas().getList("name").contains(ThisProcess.name()));
        JsonPath replicas = replicas();
        String own = "find { it.self }.";
        assertThat(replicas.getString(own + "name")).isEqualTo(ThisProcess.name());
        assertThat(replicas.getString(own + "host")).isNotBlank();
        assertThat(replicas.getString(own + "version"))
                .isEqualTo(as("eve").get("/").path("version"));
        assertThat(replicas.getBoolean(own + "draining")).isFalse();
        assertThat(replicas.getInt(own + "query_threads")).isEqualTo(2);
        assertThat(replicas.getInt(own + "event_threads")).isEqualTo(2);
    }

    @Test
    void othersAreRefused() {
        Api.assertProblem(as("ana").get("/replicas"), 403, "admin-only");
    }

    private static JsonPath replicas() {
        return as("eve").get("/replicas").then().statusCode(200).extract().jsonPath();
    }
}
