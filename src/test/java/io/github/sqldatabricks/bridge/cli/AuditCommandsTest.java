package io.github.sqldatabricks.bridge.cli;

import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.testing.WatchedSandbox;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code bridge audit list} against a running service. Catches filters that get lost on the way, and exit codes that lie. */
@QuarkusTest
@TestProfile(WatchedSandbox.class)
class AuditCommandsTest {

    @TestHTTPResource("/")
    URI service;

    private int code;

    private String list(String... options) {
        StringWriter out = new StringWriter();
        List<String> arguments = new ArrayList<>(List.of("audit", "list", "--url", service.toString()));
        arguments.addAll(List.of(options));
        code = BridgeCommand.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(out, true))
                .execute(arguments.toArray(String[]::new));
        return out.toString();
    }

    @Test
    void listsWhatTheFiltersLeave() {
        await().until(() -> list("--type", "audit_read").contains("audit_read"));
        assertThat(code).isZero();
        assertThat(list("--type", "audit_read")).contains("sequence", "anybody").doesNotContain("auth_success");
        assertThat(list("--user", "nobody at all", "--status", "success")).doesNotContain("audit_read");
        JsonPath page = new JsonPath(list("--type", "audit_read", "--limit", "1", "-o", "json"));
        assertThat(page.getList("records")).hasSize(1);
        assertThat(list("--after", page.getString("next"), "--type", "audit_read", "--limit", "1"))
                .doesNotContain(page.getString("records[0].timestamp"));
    }

    @Test
    void aWrongFilterIsWrongUsage() {
        assertThat(list("--type", "nothing")).contains("one of auth_success");
        assertThat(code).isEqualTo(2);
    }
}
