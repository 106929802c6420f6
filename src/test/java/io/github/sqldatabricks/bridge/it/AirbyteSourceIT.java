package io.github.sqldatabricks.bridge.it;

import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sqldatabricks.bridge.testing.AirbyteProtocol;
import io.github.sqldatabricks.bridge.testing.PublishedModels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The walk through docs/airbyte.md with its own statements and files: the built application as an Airbyte source, beside a service
 * with the sandbox. Catches a command that packaging has broken, anything but messages on standard output, exit codes that lie,
 * a token in any line, and a page that does not work.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AirbyteSourceIT {

    private static final boolean PUBLISHED_MODELS = PublishedModels.areThere();
    private static final String TOKEN = "token-of-the-workspace";
    private static final Pattern WORKSPACE = Pattern.compile("Sandbox workspace at (http://127\\.0\\.0\\.1:\\d+)");
    private static final Pattern STATEMENT = Pattern.compile(
            "curl localhost:8000/sandbox/databricks -H 'Content-Type: application/sql' -d \"([^\"]*)\"");
    private static final Pattern FILE = Pattern.compile("cat > (\\S+) <<'END'\n(.*?)\n    END\n", Pattern.DOTALL);

    @TempDir
    private static Path directory;

    private static BridgeProcess sandbox;
    private static List<String> statements;

    @BeforeAll
    static void begin() throws IOException {
        Path home = Files.createDirectory(directory.resolve("service"));
        sandbox = BridgeProcess.serve(home, Map.of("BRIDGE_SANDBOX_WORKSPACE_TOKEN", TOKEN), "--sandbox");
        String page = Files.readString(Path.of("docs/airbyte.md"));
        statements =
                STATEMENT.matcher(page).results().map(found -> found.group(1)).toList();
        assertThat(statements).hasSize(4);
        FILE.matcher(page).results().forEach(found -> write(found.group(1), ofThisRun(found.group(2))));
    }

    @AfterAll
    static void end() {
        sandbox.close();
    }

    @Test
    @Order(1)
    void aNewcomerComesFromSpecToASecondIncrementalRead() {
        run(statements.subList(0, 3));
        assertThat(one(airbyte(0, "spec"), "SPEC")
                        .at("/spec/connectionSpecification/properties")
                        .has("workspace_url"))
                .isTrue();
        assertThat(one(airbyte(0, "check", "--config", "config.json"), "CONNECTION_STATUS")
                        .at("/connectionStatus/status")
                        .asText())
                .isEqualTo("SUCCEEDED");
        assertThat(one(airbyte(0, "discover", "--config", "config.json"), "CATALOG")
                        .at("/catalog/streams/0/default_cursor_field/0")
                        .asText())
                .isEqualTo("updated_at");

        List<JsonNode> first = airbyte(0, "read", "--config", "config.json", "--catalog", "catalog.json");
        assertThat(customers(first)).containsExactly("Ana", "Eva");
        write("state.json", lines(first, "STATE"));
        run(statements.subList(3, 4));
        List<JsonNode> second =
                airbyte(0, "read", "--config", "config.json", "--catalog", "catalog.json", "--state", "state.json");
        assertThat(customers(second)).containsExactly("Luz");
        assertThat(of(second, "STATE")).isNotEmpty();
    }

    @Test
    @Order(2)
    @Tag("nightly")
    void aWrongTokenIsAFailedCheckButAFailedDiscovery() {
        write("wrong.json", read("config.json").replace(TOKEN, "token-of-nobody"));
        JsonNode status = one(airbyte(0, "check", "--config", "wrong.json"), "CONNECTION_STATUS")
                .path("connectionStatus");
        assertThat(status.path("status").asText()).isEqualTo("FAILED");
        assertThat(status.path("message").asText()).isNotBlank();
        JsonNode error =
                one(airbyte(1, "discover", "--config", "wrong.json"), "TRACE").at("/trace/error");
        assertThat(error.path("failure_type").asText()).isEqualTo("config_error");
    }

    @Test
    @Order(2)
    @Tag("nightly")
    void aConfigurationThatCantBeUsedIsExplained() {
        write("misspelt.json", read("config.json").replace("\"schema\"", "\"schmea\""));
        JsonNode error = one(airbyte(1, "discover", "--config", "misspelt.json"), "TRACE")
                .at("/trace/error");
        assertThat(error.path("message").asText()).contains("schmea", "there is no such field");
    }

    private static List<JsonNode> airbyte(int exitCode, String... arguments) {
        String[] command = new String[arguments.length + 1];
        command[0] = "airbyte";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        try (BridgeProcess process = BridgeProcess.start(directory, Map.of(), command)) {
            assertThat(process.exitCode())
                    .as(process.output() + process.errors())
                    .isEqualTo(exitCode);
            assertThat(process.output() + process.errors()).doesNotContain(TOKEN, "token-of-nobody");
            if (PUBLISHED_MODELS) {
                assertThat(PublishedModels.check(process.output())).isEqualTo("0 problems");
            }
            return AirbyteProtocol.messages(process.output());
        }
    }

    private static List<JsonNode> of(List<JsonNode> messages, String type) {
        return messages.stream()
                .filter(message -> message.path("type").asText().equals(type))
                .toList();
    }

    private static JsonNode one(List<JsonNode> messages, String type) {
        assertThat(of(messages, type)).as(messages.toString()).hasSize(1);
        return of(messages, type).get(0);
    }

    private static List<String> customers(List<JsonNode> messages) {
        return of(messages, "RECORD").stream()
                .map(message -> message.at("/record/data/customer").asText())
                .toList();
    }

    private static String lines(List<JsonNode> messages, String type) {
        return of(messages, type).stream().map(JsonNode::toString).collect(Collectors.joining("\n"));
    }

    private static void run(List<String> someStatements) {
        Service service = Service.of(sandbox, "nobody-asks");
        someStatements.forEach(statement -> service.databricks(statement).then().statusCode(200));
    }

    private static String ofThisRun(String text) {
        return text.replace("http://localhost:8443", workspace()).replace("try-me", TOKEN);
    }

    private static String workspace() {
        await().atMost(Duration.ofMinutes(1))
                .until(() -> WORKSPACE.matcher(sandbox.errors()).find());
        Matcher found = WORKSPACE.matcher(sandbox.errors());
        assertThat(found.find()).isTrue();
        return found.group(1);
    }

    private static void write(String file, String text) {
        try {
            Files.writeString(directory.resolve(file), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(String file) {
        try {
            return Files.readString(directory.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
