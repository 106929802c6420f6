package io.github.sqldatabricks.bridge.docs;

import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.testing.SandboxTable;
import io.github.sqldatabricks.bridge.testing.WatchedSandbox;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Follows "Try it" of docs/sync.md, statement by statement, but that the poller looks every second. Catches a page that promises what is not so.
 */
@QuarkusTest
@TestProfile(WatchedSandbox.class)
class SyncDocumentTest {

    private static final Pattern BLOCK = Pattern.compile("```(sql \\w+|text)\\n(.*?)\\n```", Pattern.DOTALL);

    @Test
    void everyStatementHasTheResultThatThePagePrints() throws IOException {
        String world = "";
        String statement = "";
        int compared = 0;
        for (MatchResult block : BLOCK.matcher(Files.readString(Path.of("docs/sync.md")))
                .results()
                .toList()) {
            if (block.group(1).equals("text")) {
                assertResult(world, statement, block.group(2));
                compared++;
            } else {
                world = block.group(1).substring("sql ".length());
                statement = block.group(2);
                if (!statement.startsWith("SELECT")) {
                    runAll(world, statement);
                }
            }
        }
        assertThat(compared).isEqualTo(4);
    }

    private static void runAll(String world, String statements) {
        for (String statement : statements.split(";\\n")) {
            run(world, statement);
        }
    }

    private static void assertResult(String world, String statement, String printed) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(lines(run(world, statement))).isEqualTo(lines(printed)));
    }

    /** The rule below the headers is as long as the longest value, which nobody wants to count in a page. */
    private static String lines(String text) {
        return text.strip().replaceAll("-{3,}", "---");
    }

    private static String run(String world, String statement) {
        return SandboxTable.statement(statement)
                .post("/sandbox/" + world)
                .then()
                .statusCode(200)
                .extract()
                .asString();
    }
}
