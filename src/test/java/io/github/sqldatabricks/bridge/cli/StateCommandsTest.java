package io.github.sqldatabricks.bridge.cli;

import static io.github.sqldatabricks.bridge.testing.Users.as;
import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.cli.client.ServiceClient;
import io.github.sqldatabricks.bridge.observe.SqlConsole.SandboxConsoles;
import io.github.sqldatabricks.bridge.run.ReplicationOperations;
import io.github.sqldatabricks.bridge.run.ReplicationStore.StreamId;
import io.github.sqldatabricks.bridge.testing.GuardedSandbox;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code bridge state} on the store and against a service. Catches one of the two that does something else, a file that is refused after
 * something has changed, and exit codes that lie.
 */
@QuarkusTest
@TestProfile(GuardedSandbox.class)
class StateCommandsTest {

    private static final Path FILE = GuardedSandbox.REPLICATIONS.resolve("moved.yaml");
    private static final String STREAM = "dbo.moved_by_command";
    private static final StreamId ID = new StreamId("moved", STREAM);

    @TestHTTPResource("/")
    URI root;

    @Inject
    SandboxConsoles worlds;

    @Inject
    ReplicationOperations operations;

    @TempDir
    Path folder;

    @BeforeEach
    void load() throws IOException {
        worlds.sqlServer().run("CREATE TABLE " + STREAM + " (id BIGINT NOT NULL PRIMARY KEY)");
        worlds.sqlServer().run("INSERT INTO " + STREAM + " VALUES (1), (2)");
        Files.writeString(
                FILE,
                "version: 1\nname: moved\nsource: {country: bolivia}\n"
                        + "target: {catalog: main, schema: loaded, volume: /Volumes/main/bridge/landing}\n"
                        + "streams:\n  " + STREAM + ": {change: cursor, cursor: id}\n");
        as("ana").post("/replications/moved/streams/" + STREAM + "/reset");
        String job = as("ana").body("{}").post("/replications/moved/runs").path("job_id");
        await().atMost(Duration.ofMinutes(1))
                .until(() -> as("ana").get("/jobs/" + job).path("status").equals("completed"));
    }

    @AfterEach
    void remove() throws IOException {
        Files.deleteIfExists(FILE);
        worlds.sqlServer().run("DROP TABLE " + STREAM);
    }

    private CommandRun bridge(String where, String... arguments) {
        return CommandRun.of(command -> run((StateCommands.StreamStateCommand) command, arguments, where), arguments);
    }

    private int run(StateCommands.StreamStateCommand command, String[] arguments, String where) {
        command.check(Map.of());
        command.run(new StreamId(arguments[2], arguments[3]), states(where));
        return 0;
    }

    private StreamStates states(String where) {
        return where.equals("store")
                ? StreamStates.of(operations)
                : StreamStates.of(new ServiceClient(root.resolve("/api/v1/"), Optional.of("token-of-" + where)));
    }

    private CommandRun state(String where, String command, String... more) {
        String[] arguments = new String[more.length + 6];
        System.arraycopy(new String[] {"state", command, "moved", STREAM}, 0, arguments, 0, 4);
        System.arraycopy(more, 0, arguments, 4, more.length);
        arguments[more.length + 4] = "--replications-path";
        arguments[more.length + 5] = GuardedSandbox.REPLICATIONS.toString();
        return bridge(where, arguments);
    }

    @ParameterizedTest
    @ValueSource(strings = {"store", "ana"})
    void aStreamIsShownExportedResetAndPutBack(String where) throws IOException {
        JsonPath shown = state(where, "show", "-o", "json").json();
        long generation = shown.getLong("generation");
        assertThat(shown.getString("position")).contains("\"2\"");
        assertThat(state(where, "show").out()).startsWith("moved/" + STREAM + ": generation " + generation + ", ");
        Path kept = folder.resolve("kept.json");
        Files.writeString(kept, state(where, "export").out());
        assertThat(new JsonPath(kept.toFile()).getLong("generation")).isEqualTo(generation);

        JsonPath put = state(where, "import", kept.toString(), "-o", "json").json();
        assertThat(put.getLong("generation")).isGreaterThan(generation);
        assertThat(put.getBoolean("reset")).isFalse();
        CommandRun older = state(where, "import", kept.toString());
        assertThat(older.code()).isEqualTo(1);
        assertThat(older.err()).contains("[state-changed]");
        assertThat(state(where, "reset", "--generation", Long.toString(generation))
                        .err())
                .contains("[state-changed]");
        assertThat(operations.stream(ID, Principal.COMMAND_LINE).reset()).isFalse();

        assertThat(state(where, "reset", "--generation", Long.toString(put.getLong("generation")))
                        .code())
                .isZero();
        assertThat(state(where, "show").out()).contains("position none, the next run reads all rows");
        assertThat(state(where, "export").err()).contains("[stream-settings-contradict]");
        assertThat(state(where, "reset").out()).contains("reads all rows");
    }

    @ParameterizedTest
    @ValueSource(strings = {"store", "ana"})
    void whatIsWrongChangesNothing(String where) throws IOException {
        CommandRun before = state(where, "export");
        Path file = folder.resolve("wrong.json");
        Files.writeString(file, before.out().replace(STREAM, "dbo.another"));
        assertThat(state(where, "import", file.toString()))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(2))
                .satisfies(refused -> assertThat(refused.err()).contains("[invalid-state]"));
        Files.writeString(file, "position 7");
        assertThat(state(where, "import", file.toString()).err()).contains("[invalid-state]");
        assertThat(state(where, "import", folder.resolve("none.json").toString())
                        .err())
                .contains("none.json", "[invalid-state]");
        String path = GuardedSandbox.REPLICATIONS.toString();
        for (String command : new String[] {"show", "export", "reset"}) {
            assertThat(bridge(where, "state", command, "moved", "dbo.nothing", "--replications-path", path))
                    .as(command)
                    .satisfies(unknown -> assertThat(unknown.code()).isEqualTo(2))
                    .satisfies(unknown -> assertThat(unknown.err()).contains("[unknown-stream]"));
            assertThat(bridge(where, "state", command, "nowhere", STREAM, "--replications-path", path)
                            .err())
                    .contains("[unknown-replication]");
        }
        assertThat(state(where, "export")).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"export", "reset", "import"})
    void whoMayNotOperateIsRefusedByTheService(String command) throws IOException {
        Path kept = Files.writeString(
                folder.resolve("kept.json"), state("ana", "export").out());
        CommandRun refused =
                command.equals("import") ? state("rosa", command, kept.toString()) : state("rosa", command);
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("[operate-not-allowed]");
        assertThat(state("rosa", "show").out()).contains("position none").doesNotContain("\"2\"");
        assertThat(state("ana", "export").out()).isEqualTo(Files.readString(kept));
    }

    @ParameterizedTest
    @ValueSource(strings = {"show", "export", "reset"})
    void aServiceThatIsNotThereIsCalledSo(String command) {
        StringWriter err = new StringWriter();
        int code = BridgeCommand.commandLine()
                .setErr(new PrintWriter(err, true))
                .execute("state", command, "moved", STREAM, "--url", "http://127.0.0.1:1");
        assertThat(code).isEqualTo(1);
        assertThat(err.toString()).contains("[service-unreachable]");
    }
}
