package io.github.sqldatabricks.bridge.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.testing.LogRecords;
import io.github.sqldatabricks.bridge.testing.StrictService;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A bridge without a console. Catches a page, a file or a log-in that is still there. */
@QuarkusTest
@TestProfile(StrictService.class)
class SwitchedOffTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/console",
                "/console/",
                "/console/login",
                "/console/login/provider",
                "/console/login/provider/answer?code=a&state=b",
                "/console/jobs",
                "/console/assets/0/console.css"
            })
    void thereIsNothing(String path) {
        assertIsNothing(new Browser().get(path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/console/login", "/console/logout"})
    void nothingTakesForms(String path) {
        assertIsNothing(new Browser().post(path, Map.of("token", "token-of-one")));
    }

    @Test
    void noCookieIsReadAndNobodyIsLedThere() {
        Browser browser = new Browser();
        browser.cookies().put("bridge-session", "A".repeat(43));
        try (LogRecords audit = LogRecords.of("bridge.audit")) {
            assertIsNothing(browser.get("/console/me"));
            assertThat(audit.messages()).isEmpty();
        }
        Response root = browser.get("/");
        assertThat(root.statusCode()).isNotEqualTo(303);
        assertThat(root.cookies()).isEmpty();
    }

    private static void assertIsNothing(Response answer) {
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.cookies()).isEmpty();
        assertThat(answer.contentType()).startsWith("application/problem+json");
    }
}
