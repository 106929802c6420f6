package io.github.sqldatabricks.bridge.api;

import static io.github.sqldatabricks.bridge.testing.Users.as;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.testing.GuardedSandbox;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code GET /settings} of the whole service. Catches a setting that is left out, and readers who are no administrators. */
@QuarkusTest
@TestProfile(GuardedSandbox.class)
class SettingsTest {

    private static final Pattern DOCUMENTED = Pattern.compile("(?m)^\\| `(bridge\\.[^`<]*)`");

    @Test
    void administratorsSeeEverySettingThatIsDocumented() throws Exception {
        JsonPath settings =
                as("eve").get("/settings").then().statusCode(200).extract().jsonPath();
        List<String> documented = DOCUMENTED
                .matcher(Files.readString(Path.of("docs/configuration.md")))
                .results()
                .map(found -> found.group(1))
                .distinct()
                .toList();
        assertThat(settings.getList("name", String.class)).containsExactlyElementsOf(new TreeSet<>(documented));
        assertThat(settings.getString("find { it.name == 'bridge.sync.events-user' }.value"))
                .isEqualTo("pricing");
        assertThat(settings.getString("find { it.name == 'bridge.sync.events-user' }.source"))
                .contains("bridge.sync.events-user");
        assertThat(settings.getString("find { it.name == 'bridge.extraction.queries-path' }.default"))
                .isEqualTo("queries");
    }

    @Test
    void othersAreRefusedAndTheRefusalIsRecorded() {
        Api.assertProblem(as("ana").get("/settings"), 403, "admin-only");
        Api.assertProblem(as("nobody").get("/settings"), 401, "token-unknown");
        assertThat(as("eve")
                        .get("/audit?type=permission_denied&user=ana&resource=settings")
                        .jsonPath()
                        .getList("records"))
                .isNotEmpty();
    }
}
