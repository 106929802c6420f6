package io.github.sqldatabricks.bridge.it;

import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.console.Chromium;
import io.github.sqldatabricks.bridge.testing.CuttableProxy;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.Keys;

/**
 * The console where something is not as usual: a service that goes away, tabs that nobody sees, text of strangers, no mouse, no scripts.
 * Catches a page that is stale without a word, text that becomes HTML, a focus that is lost, and work that only a mouse can do.
 */
@ExtendWith(ConsoleProcess.class)
class ConsoleScenariosIT {

    private static final String HOSTILE = "<img src=x onerror=alert(1)>\"'{{7*7}}{#if true}&amp;</script>";
    private static final String STOCK = "{\"country\": \"bolivia\", \"queries\": [\"stock\"], \"overwrite\": true,"
            + " \"parameters\": {\"warehouse\": \"%s\"}, \"destination\": \"%s\"}";

    /** Counts the streams of a page, lets it think that nobody sees it, and makes its patience short. */
    private static final String WATCHED = """
            window.streams = 0
            window.EventSource = class extends EventSource {
              constructor(address) { super(address); streams++ }
              close() { super.close(); streams-- }
            }
            const later = window.setTimeout
            window.setTimeout = (work, millis) => later(work, millis === 30000 ? 10 : millis)
            let hidden = false
            Object.defineProperty(document, 'hidden', { get: () => hidden })
            window.hide = (value) => { hidden = value; document.dispatchEvent(new Event('visibilitychange')) }
            """;

    private Service service;
    private Chromium browser;

    @BeforeEach
    void open() {
        service = ConsoleProcess.service("token-of-ana");
        browser = new Chromium(ConsoleProcess.root());
    }

    @AfterEach
    void close() {
        browser.close();
    }

    @Test
    void ofAJobOfManyQueriesOneFailsAndIsTriedAgainAlone() throws IOException {
        String folder = "many";
        for (int i = 1; i < ConsoleProcess.MANY; i++) {
            ConsoleProcess.template(folder, "part_" + i, "SELECT r_regionkey FROM dbo.region");
        }
        ConsoleProcess.template(folder, "wrong", "SELECT no_such_column FROM dbo.region");
        String job = service.extract(
                "{\"country\": \"bolivia\", \"queries_path\": \"many\", \"destination\": \"" + destination() + "\"}");
        enter("/console/jobs/" + job);
        browser.run("document.querySelector('#q-part_61 a').focus()");
        browser.awaitText("#head .state", "failed");
        // Rows have been replaced and moved meanwhile, but who reads one stays there.
        assertThat(browser.run("return document.activeElement.closest('tbody')?.id"))
                .isEqualTo("q-part_61");
        assertThat(browser.text("#queries > tbody"))
                .startsWith("wrong")
                .contains("failed", "sqlserver-query-failed", "no_such_column");
        assertThat(browser.all("#queries > tbody")).hasSize(ConsoleProcess.MANY);
        assertThat(browser.text("#figures")).contains("61");

        ConsoleProcess.template(folder, "wrong", "SELECT r_name FROM dbo.region");
        browser.run("scrollTo(0, 0)");
        browser.click("form[action$=retry] button");
        await().until(() -> !browser.path().endsWith(job));
        browser.awaitText("#head .state", "completed");
        assertThat(browser.all("#queries > tbody")).hasSize(1);
        browser.click("#head a[href$='" + job + "']");
        browser.awaitText("#head .state", "failed");
        assertThat(browser.path()).endsWith(job);
    }

    @Test
    void filtersAreTheAddressAndSurviveReloadBackAndAnotherSession() {
        String job = stock("La Paz");
        enter("/console/jobs");
        browser.click("a.chip[href*='state=completed']");
        browser.await("a.chip[aria-current][href*='state=completed']");
        browser.find("#country").sendKeys("bolivia", Keys.ENTER);
        await().until(() -> browser.path().contains("country=bolivia"));
        String filtered = browser.path();
        assertThat(filtered).contains("state=completed").doesNotContain("owner=", "query=", "from=");
        browser.reload();
        assertThat(browser.path()).isEqualTo(filtered);
        browser.click("#j-" + job + " a");
        browser.awaitText("#head .state", "completed");
        browser.back();
        browser.await("#j-" + job);
        assertThat(browser.path()).isEqualTo(filtered);
        browser.back();
        browser.await("#country");
        assertThat(browser.all(".filters :disabled")).isEmpty();

        browser.forget();
        browser.open(filtered);
        logIn("token-of-ana");
        browser.await("#j-" + job);
        assertThat(browser.path()).isEqualTo(filtered);
        assertThat(browser.find("#country").getAttribute("value")).isEqualTo("bolivia");
    }

    @Test
    void aPageSaysThatItIsNotConnectedAndIsRightAgainAfterwards() throws IOException {
        URI where = URI.create(ConsoleProcess.root());
        try (CuttableProxy way = CuttableProxy.to("127.0.0.1", where.getPort());
                Chromium away = new Chromium("http://localhost:" + way.port())) {
            away.open("/console/jobs");
            away.await("#token").sendKeys("token-of-ana", Keys.ENTER);
            away.awaitText("#stream", "Live");
            way.refuse();
            away.awaitText("#stream", "Not connected since");
            String job = stock("La Paz");
            way.admit();
            away.awaitText("#j-" + job, "completed");
            away.awaitText("#stream", "Live");
        }
    }

    @Test
    void aPageThatIsPausedOrThatNobodySeesHasNoStreamAndEightTabsWork() {
        browser.before(WATCHED);
        enter("/console/jobs");
        awaitStreams(1);
        browser.click("#pause");
        browser.awaitText("#stream", "Paused");
        awaitStreams(0);
        browser.run("hide(true); hide(false)");
        awaitStreams(0);
        String job = stock("La Paz");
        assertThat(browser.all("#j-" + job)).isEmpty();
        browser.click("#pause");
        browser.awaitText("#j-" + job, "completed");
        awaitStreams(1);

        for (int tab = 1; tab < 8; tab++) {
            browser.run("hide(true)");
            awaitStreams(0);
            browser.openTab();
            browser.before(WATCHED);
            browser.open("/console/jobs");
            browser.awaitText("#stream", "Live");
        }
        browser.turnTo(0);
        browser.run("hide(false)");
        awaitStreams(1);
        String later = stock("La Paz");
        browser.awaitText("#j-" + later, "completed");
    }

    @Test
    void textOfStrangersStaysTextOnEveryPage() throws IOException {
        ConsoleProcess.template(
                "odd", "odd", "-- @description " + HOSTILE + "\nSELECT [<img src=x onerror=alert(1)>] FROM dbo.stock");
        String job = service.extract(STOCK.formatted(json(HOSTILE), destination()));
        String failed = service.extract(
                "{\"country\": \"bolivia\", \"queries_path\": \"odd\", \"destination\": \"" + destination() + "\"}");
        String event = service.post(
                        "/sync/events?process_immediately=true",
                        "{\"operation\": \"DELETE\", \"target_table\": \"dbo.stock\", \"filter_conditions\":"
                                + " {\"warehouse\": \"" + json(HOSTILE) + "\"}, \"metadata\": {\"" + json(HOSTILE)
                                + "\": \"" + json(HOSTILE) + "\"}}")
                .path("event_id");
        service.awaitJob(job, "completed");
        service.awaitJob(failed, "failed");
        browser.open("/console/jobs/" + job);
        logIn("token-of-eve");
        browser.awaitText("#asked", HOSTILE);
        browser.complaints();
        for (String page : List.of(
                "/",
                "/jobs",
                "/jobs/" + job,
                "/jobs/" + failed,
                "/jobs/" + failed + "?q=odd",
                "/events",
                "/events/" + event,
                "/blocked",
                "/extract",
                "/extract?country=bolivia&again=" + job,
                "/replications",
                "/health",
                "/audit",
                "/settings",
                "/me",
                "/help")) {
            browser.open("/console" + page);
            browser.await("main h1");
            assertThat(browser.all("img, iframe, [onerror], main script, #main style"))
                    .as(page)
                    .isEmpty();
            assertThat(browser.complaints()).as(page).isEmpty();
        }
        browser.open("/console/jobs/" + failed);
        browser.awaitText("#queries", "<img src=x onerror=alert(1)>");
        browser.open("/console/events/" + event);
        assertThat(browser.text()).contains(HOSTILE);
    }

    @Test
    void everythingIsDoneByTheKeyboardAlone() {
        enter("/console/extract?country=bolivia&query=stock");
        browser.tabTo("#p-warehouse");
        browser.type("La Paz");
        browser.tabTo("#destination");
        browser.type(destination());
        browser.tabTo("button[formaction$=check]");
        browser.type(Keys.ENTER);
        browser.awaitText("#plan", "would be accepted");
        browser.tabTo("#extract button.primary");
        browser.type(Keys.ENTER);
        browser.awaitText("#head .state", "completed");

        String job = service.extract(
                "{\"country\": \"bolivia\", \"queries\": [\"copies\"], \"parameters\": {\"copies\": 25},"
                        + " \"destination\": \"" + destination() + "\"}");
        browser.type("gj");
        browser.await("#j-" + job);
        browser.tabTo("#j-" + job + " a");
        browser.type(Keys.ENTER);
        browser.await("form[action$=cancel]");
        browser.tabTo("form[action$=cancel] button");
        browser.type(Keys.ENTER);
        browser.await("dialog[open]");
        browser.type(Keys.ENTER);
        await().until(() -> browser.all("dialog").isEmpty());
        assertThat(browser.run("return document.activeElement.textContent")).isEqualTo("Cancel");
        browser.type(Keys.ENTER);
        browser.await("dialog[open]");
        browser.tabTo("dialog .danger");
        browser.type(Keys.ENTER);
        browser.awaitText("#head .state", "cancelled");
    }

    @Test
    void aBlockedEventIsLookedAtAndRunAgainByTheKeyboardAlone() {
        String event = ConsoleProcess.service("token-of-eve")
                .post(
                        "/sync/events?process_immediately=true",
                        "{\"operation\": \"DELETE\", \"target_table\": \"dbo.stock\", \"filter_conditions\":"
                                + " {\"warehouse\": \"La Paz\"}}")
                .path("event_id");
        browser.open("/console/");
        logIn("token-of-eve");
        browser.await("#n-" + event);
        browser.tabTo("#n-" + event + " a");
        browser.type(Keys.ENTER);
        browser.awaitText("#head .state", "blocked");
        browser.tabTo("form[action$=dry-run] button");
        browser.type(Keys.ENTER);
        browser.await("#run tr.row-deleted");
        browser.tabTo("form[action$=retry] button");
        browser.type(Keys.ENTER);
        browser.await("dialog[open]");
        browser.tabTo("dialog .danger");
        browser.type(Keys.ENTER);
        browser.awaitText("#times", "event_retried");
        browser.awaitText("#head .state", "blocked");
    }

    @Test
    void withoutScriptsTheWorkIsDoneAllTheSame() {
        String job = service.extract(
                "{\"country\": \"bolivia\", \"queries\": [\"copies\"], \"parameters\": {\"copies\": 25},"
                        + " \"destination\": \"" + destination() + "\"}");
        try (Chromium plain = Chromium.withoutScripts(ConsoleProcess.root())) {
            plain.open("/console/jobs/" + job);
            plain.find("#token").sendKeys("token-of-ana");
            plain.click("button.primary");
            plain.await("form[action$=cancel] button");
            assertThat(plain.text("#stream")).isEqualTo("Stands still");
            plain.click("form[action$=cancel] button");
            awaitReloaded(plain, "cancelled");

            plain.open("/console/extract?country=bolivia&query=stock");
            plain.find("#p-warehouse").sendKeys("La Paz");
            plain.find("#destination").sendKeys(destination());
            plain.click("button[formaction$=check]");
            plain.awaitText("#plan", "would be accepted");
            plain.click("#extract button.primary");
            plain.await("#head .state");
            awaitReloaded(plain, "completed");
            plain.click("form[action$=logout] button");
            plain.await("#token");
            plain.open("/console/jobs");
            assertThat(plain.path()).startsWith("/console/login");
        }
    }

    private static void awaitReloaded(Chromium plain, String state) {
        await().until(() -> {
            plain.reload();
            return plain.text("#head .state").equals(state);
        });
    }

    private void awaitStreams(long streams) {
        await().untilAsserted(() -> assertThat(browser.run("return streams")).isEqualTo(streams));
    }

    private String stock(String warehouse) {
        String job = service.extract(STOCK.formatted(json(warehouse), destination()));
        service.awaitJob(job, "completed");
        return job;
    }

    private static String destination() {
        return "/Volumes/main/bridge/landing/" + UUID.randomUUID();
    }

    private static String json(String text) {
        return text.replace("\"", "\\\"");
    }

    private void enter(String path) {
        browser.open(path);
        logIn("token-of-ana");
        await().until(() -> browser.path().equals(path));
    }

    private void logIn(String token) {
        browser.await("#token").sendKeys(token, Keys.ENTER);
    }
}
