package io.github.sqldatabricks.bridge.it;

import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.console.Chromium;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;

/**
 * What people do with the console of the built application, on the sandbox, in a real browser; skipped where there is none. Catches a
 * page that only works in tests, a form that starts two jobs, a page that stays open after its session, and a complaint of the browser.
 */
@ExtendWith(ConsoleProcess.class)
class ConsoleIT {

    private static final String TOKEN = "token-of-ana";
    private static final String LATER_REVOKED = "token-of-ben";

    private Service service;
    private Chromium browser;

    @BeforeEach
    void open() {
        service = ConsoleProcess.service(TOKEN);
        browser = new Chromium(ConsoleProcess.root());
    }

    @AfterEach
    void close() {
        if (browser != null) {
            browser.close();
        }
    }

    @Test
    void logInLeadsToThePageThatWasAskedForAndARevokedTokenEndsIt() throws IOException {
        browser.open("/console/jobs?state=failed");
        assertThat(browser.path()).startsWith("/console/login");
        browser.find("#token").sendKeys("token-of-nobody", Keys.ENTER);
        browser.await("[role=alert]");
        assertThat(browser.text()).contains("not known");
        logIn(LATER_REVOKED);
        browser.awaitText("h1", "Jobs");
        assertThat(browser.path()).isEqualTo("/console/jobs?state=failed");
        browser.awaitText("#stream", "Live");

        browser.click("form[action$=logout] button");
        browser.awaitText("h1", "Log in");
        browser.open("/console/me");
        assertThat(browser.path()).startsWith("/console/login");

        logIn(LATER_REVOKED);
        browser.awaitText("h1", "ben");
        browser.open("/console/jobs");
        browser.awaitText("#stream", "Live");
        ConsoleProcess.permissions(5, false);
        browser.awaitText("h1", "Log in");
    }

    @Test
    void anExtractionIsFilledInCheckedStartedOnceAndWatched() {
        enter("/console/extract?country=bolivia&query=counted");
        browser.click("#extract button.primary");
        browser.await("#p-warehouse[aria-invalid=true]");
        assertThat(browser.text()).contains("warehouse");
        browser.find("#p-warehouse").sendKeys("La Paz");
        browser.click("button[formaction$=check]");
        browser.awaitText("#plan", "would be accepted");
        assertThat(browser.find("#plan pre").getAttribute("textContent")).contains("warehouse = ?");
        browser.run("const b = document.querySelector('#extract button.primary'); b.click(); b.click()");
        browser.awaitText("#head .state", "completed");
        assertThat(browser.path()).startsWith("/console/jobs/");
        assertThat(jobs()).isEqualTo(1);
        assertThat(browser.text()).contains("La Paz");
        assertThat(browser.complaints()).noneMatch(one -> one.contains("Security Policy"));
    }

    @Test
    void aJobIsCancelledAfterAQuestionThatEscapeAnswersWithNo() {
        String job = service.extract("{\"country\": \"bolivia\", \"queries\": [\"copies\"], \"overwrite\": true,"
                + " \"parameters\": {\"copies\": 25}}");
        enter("/console/jobs/" + job);
        browser.awaitText("#head .state", "running");
        browser.click("form[action$=cancel] button");
        assertThat(browser.text("dialog[open]")).contains("bolivia", "1 of 1 queries");
        assertThat(browser.run("return document.activeElement.textContent")).isEqualTo("Keep it");
        browser.find("dialog button").sendKeys(Keys.ESCAPE);
        await().until(() -> browser.all("dialog").isEmpty());
        assertThat(service.job(job).getBoolean("cancel_requested")).isFalse();
        browser.click("form[action$=cancel] button");
        browser.click("dialog[open] button.danger");
        browser.awaitText("#head .state", "cancelled");
        assertThat(service.job(job).getString("status")).isEqualTo("cancelled");
        browser.open("/console/jobs?state=cancelled");
        assertThat(browser.text("#j-" + job)).contains("cancelled");
    }

    @Test
    void aBlockedEventSaysWhyShowsItsRowsAndRunsOnceTheLimitIsRaised() throws IOException {
        String event = service.post(
                        "/sync/events?process_immediately=true",
                        "{\"operation\": \"DELETE\", \"target_table\": \"dbo.stock\", \"filter_conditions\":"
                                + " {\"warehouse\": \"La Paz\", \"discontinued\": \"true\"}}")
                .path("event_id");
        enter("/console/");
        browser.awaitText("#needs", "at most 5 rows");
        browser.click("#n-" + event + " a");
        browser.awaitText("#head .state", "blocked");
        browser.click("form[action$=dry-run] button");
        browser.awaitText("#run", "10");
        assertThat(browser.all("#run tr.row-deleted")).isNotEmpty();
        ConsoleProcess.permissions(50, true);
        browser.open("/console/events/" + event);
        // The file counts as soon as it is read again.
        await().until(() -> {
            if (browser.text("#head .state").equals("blocked")) {
                browser.click("form[action$=retry] button");
                browser.click("dialog[open] button.danger");
            }
            return !browser.text("#head .state").equals("blocked");
        });
        browser.awaitText("#head .state", "completed");
        assertThat(browser.text("#counts")).contains("10");
    }

    /** Ports make no other site, but another origin; 127.0.0.1 is another site than localhost. */
    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1"})
    void whatAnotherPlaceSendsIsRefusedAndItCanShowNoPageOfOurs(String host) throws IOException {
        String console = ConsoleProcess.root() + "/console";
        enter("/console/me");
        try (OtherPlace place = OtherPlace.with("""
                <iframe id="frame" src="%1$s/me"></iframe>
                <form id="form" method="post" action="%1$s/logout"><button>Win</button></form>
                """.formatted(console))) {
            browser.visit(place.uri(host));
            browser.await("#frame");
            await().untilAsserted(
                            () -> assertThat(browser.complaints()).anyMatch(one -> one.contains("frame-ancestors")));
            browser.click("#form button");
            await().untilAsserted(() -> assertThat(browser.text())
                    .as("the sandbox itself takes nothing of other places")
                    .containsPattern("cross-site-request|foreign-origin"));
        }
        browser.open("/console/me");
        browser.awaitText("h1", "ana");
        assertThat(browser.path()).isEqualTo("/console/me");
    }

    private void enter(String path) {
        browser.open(path);
        logIn(TOKEN);
        await().until(() -> browser.path().equals(path));
    }

    private void logIn(String token) {
        browser.await("#token").sendKeys(token, Keys.ENTER);
    }

    /** Of a query of its own: another class uses the service at the same time. */
    private int jobs() {
        return service.get("/jobs?query=counted").jsonPath().getList("$").size();
    }
}
