package io.github.sqldatabricks.bridge.docs;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.cli.BridgeCommand;
import io.github.sqldatabricks.bridge.testing.WatchedSandbox;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/**
 * What docs/migration.md promises to those who come from the predecessor, as far as it can be asked. Catches a route, command,
 * variable or method that is called the same and is not there.
 */
@QuarkusTest
@TestProfile(WatchedSandbox.class)
class MigrationDocumentTest {

    private static final Path DOCUMENT = Path.of("docs/migration.md");
    private static final Path SDK = Path.of("sdk/src/sql_databricks_bridge_sdk");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (`.+?) \\| (same|changed|gone) \\| (.*)\\|$");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    @Test
    void everyRouteThatIsKeptAnswersAtBothPaths() throws IOException {
        List<String> routes = kept("Routes");
        assertThat(routes).hasSizeGreaterThan(15);
        for (String route : routes) {
            String method = route.substring(0, route.indexOf(' '));
            String path = route.substring(method.length() + 1).replace("{id}", "nothing");
            assertAnswers(method, path);
            assertAnswers(method, "/api/v1" + path);
        }
    }

    private static void assertAnswers(String method, String path) {
        Response answer = given().contentType("application/json").request(method.equals("WS") ? "GET" : method, path);
        assertThat(answer.statusCode()).as(method + " " + path).isNotIn(401, 405, 406, 415, 500);
        if (answer.statusCode() == 404 && !method.equals("WS")) {
            assertThat(answer.<String>path("code")).as(method + " " + path).isIn("unknown-event", "unknown-job");
        }
    }

    @Test
    void everyVariableThatIsKeptIsKnown() throws IOException {
        String settings = Files.readString(Path.of("src/main/resources/application.properties"));
        assertThat(named("Settings", "same"))
                .hasSizeGreaterThan(20)
                .allSatisfy(variable -> assertThat(settings).contains("${" + variable + ":"));
    }

    @Test
    void everyCommandThatIsKeptIsThere() throws IOException {
        assertThat(new CommandLine(new BridgeCommand()).getSubcommands())
                .containsKeys(kept("Commands").toArray(String[]::new));
        Path older = Path.of("sql-databricks-bridge");
        assertThat(Files.readSymbolicLink(older)).isEqualTo(Path.of("bridge"));
        assertThat(older).isExecutable();
    }

    @Test
    void everyMethodThatIsKeptIsThere() throws IOException {
        StringBuilder sources = new StringBuilder();
        try (Stream<Path> files = Files.list(SDK)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                sources.append(Files.readString(file));
            }
        }
        assertThat(kept("SDK"))
                .hasSizeGreaterThan(20)
                .allSatisfy(method ->
                        assertThat(sources).contains("def " + method.substring(method.indexOf('.') + 1) + "("));
    }

    private static List<String> kept(String section) throws IOException {
        return Stream.concat(named(section, "same").stream(), named(section, "changed").stream())
                .toList();
    }

    private static List<String> named(String section, String state) throws IOException {
        String document = Files.readString(DOCUMENT);
        String begin = "\n## " + section + "\n";
        String text =
                document.substring(document.indexOf(begin) + begin.length()).split("\n## ")[0];
        return ROW.matcher(text)
                .results()
                .filter(row -> row.group(2).equals(state))
                .flatMap(row -> CODE.matcher(row.group(1)).results())
                .map(code -> code.group(1))
                .toList();
    }
}
