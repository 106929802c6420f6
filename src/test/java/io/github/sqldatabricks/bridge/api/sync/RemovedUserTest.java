package io.github.sqldatabricks.bridge.api.sync;

import static io.github.sqldatabricks.bridge.testing.Users.as;
import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.testing.FakeRowSource;
import io.github.sqldatabricks.bridge.testing.Gate;
import io.github.sqldatabricks.bridge.testing.GuardedService;
import io.github.sqldatabricks.bridge.testing.ScriptedRowSource;
import io.github.sqldatabricks.bridge.testing.SocketMessages;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Users who lose their rights while something of theirs goes on. Catches a WebSocket that goes on telling, and queries that
 * begin for somebody who is not there any more, or may not read the table any more.
 */
@QuarkusTest
@TestProfile(GuardedService.class)
class RemovedUserTest {

    private static final String LEA =
            "  - {name: lea, token: token-of-lea, permissions: [{table: '*', access: read}]}\n";

    @TestHTTPResource("/sync/events/ws")
    URI address;

    @Inject
    ScriptedRowSource source;

    @ConfigProperty(name = "bridge.access.permissions-file")
    Path file;

    @BeforeEach
    void letLeaIn() throws IOException {
        source.reset();
        permit(LEA);
        await().until(() -> as("lea").get("/jobs").statusCode() == 200);
    }

    @AfterEach
    void forgetLea() throws IOException {
        permit("");
    }

    private void permit(String entry) throws IOException {
        Files.writeString(file, GuardedService.USERS + entry);
    }

    private void replaceLea(String entry) throws IOException {
        permit(entry);
        await().until(() -> as("lea").get("/jobs").statusCode() == 401);
    }

    @Test
    void theSocketOfARemovedUserEndsAtTheNextChange() throws Exception {
        assertEnds("");
    }

    @Test
    void theSocketOfAReplacedTokenEndsAtTheNextChange() throws Exception {
        assertEnds(LEA.replace("token-of-lea", "another-token"));
    }

    private void assertEnds(String entry) throws Exception {
        SocketMessages messages = new SocketMessages();
        WebSocket socket = SocketMessages.open(address, "token-of-lea", messages);
        socket.sendText("ping", true).join();
        assertThat(messages.next()).isEqualTo("pong");
        replaceLea(entry);
        socket.sendText("list", true).join();
        assertThat(new JsonPath(messages.next()).getString("code")).isEqualTo("token-unknown");
        SyncApi.submit("eve", "dbo.t");
        assertThat(messages.closeStatus()).isEqualTo(1008);
    }

    @Test
    void aQueryThatWaitsFailsWhenItsUserIsRemoved() throws IOException {
        assertWaitingQueryFails("", "user-unknown");
    }

    @Test
    void aQueryThatWaitsFailsWhenItsUsersTokenIsRevoked() throws IOException {
        assertWaitingQueryFails(LEA.replace("{name", "{expires: 2020-01-01, name"), "user-unknown");
    }

    private void assertWaitingQueryFails(String entry, String code) throws IOException {
        Gate gate = new Gate();
        source.script("q1", new FakeRowSource(1).gateBeforeOpen(gate));
        source.script("q2", new FakeRowSource(1).gateBeforeOpen(gate));
        String job = submit();
        await().until(() -> source.opened("q1") + source.opened("q2") == 2);
        replaceLea(entry);
        gate.letPass();
        await().until(() -> job(job).getString("status").equals("failed"));
        assertThat(job(job).getString("results.find { it.query_name == 'q1' }.status"))
                .isEqualTo("completed");
        assertThat(job(job).getString("results.find { it.query_name == 'q3' }.error_code"))
                .isEqualTo(code);
        assertThat(source.opened("q3")).isZero();
    }

    private static String submit() {
        return as("lea")
                .body("{\"country\": \"bolivia\", \"queries\": [\"q1\", \"q2\", \"q3\"], \"overwrite\": true}")
                .post("/extract")
                .then()
                .statusCode(202)
                .extract()
                .path("job_id");
    }

    private static JsonPath job(String id) {
        return as("eve").get("/jobs/" + id).then().statusCode(200).extract().jsonPath();
    }
}
