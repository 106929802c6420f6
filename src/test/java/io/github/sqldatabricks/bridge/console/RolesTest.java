package io.github.sqldatabricks.bridge.console;

import static io.github.sqldatabricks.bridge.testing.Users.as;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.api.Api;
import io.github.sqldatabricks.bridge.testing.GuardedSandbox;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every page as an administrator without rights to tables, a user with all rights, and one who may write one table and read none. Catches
 * a page that shows what REST refuses to its viewer, or refuses what REST answers, and a button that would be refused.
 */
@QuarkusTest
@TestProfile(GuardedSandbox.class)
class RolesTest {

    private static final List<Integer> REFUSALS = List.of(401, 403, 404);

    private static String job;
    private static String event;

    @BeforeEach
    void somethingOfEachKind() {
        if (event != null) {
            return;
        }
        job = as("ana")
                .body("{\"country\": \"bolivia\", \"queries\": [\"line_items\"], \"destination\":"
                        + " \"/Volumes/main/bridge/landing/" + UUID.randomUUID() + "\"}")
                .post("/extract")
                .path("job_id");
        Api.awaitEnd("ana", job);
        event = as("rosa")
                .body("{\"operation\": \"DELETE\", \"target_table\": \"dbo.stock\","
                        + " \"filter_conditions\": {\"warehouse\": \"La Paz\"}}")
                .post("/sync/events?process_immediately=true")
                .path("event_id");
    }

    /** The page, and what REST has of the same. */
    @ParameterizedTest
    @CsvSource({
        "/console/, /jobs",
        "/console/jobs, /jobs",
        "/console/jobs/{job}, /jobs/{job}",
        "/console/events, /sync/events",
        "/console/events/{event}, /sync/events/{event}",
        "/console/blocked, /sync/events?status_filter=blocked",
        "/console/replications, /replications",
        "/console/replications/sandbox, /replications/sandbox",
        "/console/replications/none, /replications/none",
        "/console/extract, /countries",
        "/console/extract?country=bolivia, /queries?country=bolivia",
        "/console/audit, /audit",
        "/console/settings, /settings",
        "/console/me, /whoami"
    })
    void aPageIsRefusedToWhomRestRefusesItAndToNobodyElse(String page, String rest) {
        for (String user : List.of("eve", "ana", "pricing")) {
            int shown = Browser.of(user).get(filled(page)).statusCode();
            int answered = as(user).get(filled(rest)).statusCode();
            assertThat(shown).as(page + " as " + user).isEqualTo(answered);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"eve", "ana", "pricing"})
    void theNavigationLeadsToNoPageThatIsRefused(String user) {
        Browser browser = Browser.of(user);
        List<String> links = browser.page("/console/me").select("nav a").eachAttr("href");
        assertThat(links).contains("/console/jobs", "/console/me");
        assertThat(links.contains("/console/audit")).isEqualTo(user.equals("eve"));
        for (String link : links) {
            assertThat(browser.get(link).statusCode()).as(link + " as " + user).isEqualTo(200);
        }
    }

    /** Buttons do what they say: those of what has ended meanwhile may come too late (409), but none is out of the viewer's reach. */
    @ParameterizedTest
    @ValueSource(strings = {"eve", "ana", "pricing"})
    void noButtonIsShownThatWouldBeRefused(String user) {
        Browser browser = Browser.of(user);
        for (String page : List.of(
                "/console/jobs/{job}",
                "/console/events/{event}",
                "/console/blocked",
                "/console/audit",
                "/console/replications/sandbox",
                "/console/extract?country=bolivia&query=line_items")) {
            Response shown = browser.get(filled(page));
            if (shown.statusCode() == 200) {
                assertNoneIsRefused(browser, page + " as " + user, Jsoup.parse(shown.asString()));
            }
        }
    }

    private static void assertNoneIsRefused(Browser browser, String where, Document page) {
        for (Element form : page.select("main form[method=post]")) {
            Map<String, Object> fields = new HashMap<>();
            form.select("input[name], select[name]").stream()
                    .filter(field -> !field.hasAttr("type")
                            || !field.attr("type").equals("checkbox")
                            || field.hasAttr("checked"))
                    .forEach(field -> fields.put(field.attr("name"), field.val()));
            fields.computeIfPresent("destination", (name, old) -> "/Volumes/main/bridge/landing/" + UUID.randomUUID());
            if (form.select("button").isEmpty()) {
                continue;
            }
            String action = form.attr("action");
            // Those of other tests may be refused for what they would do, which their buttons are there to show.
            if (action.startsWith("/console/events/") && !action.startsWith("/console/events/" + event + "/")) {
                continue;
            }
            assertThat(browser.post(action, fields).statusCode())
                    .as(action + " of " + where)
                    .isNotIn(REFUSALS);
        }
    }

    @Test
    void whatIsNotShownIsRefusedAllTheSame() {
        Browser pricing = Browser.of("pricing");
        for (String action : List.of(
                "/console/jobs/{job}/cancel",
                "/console/jobs/{job}/retry",
                "/console/events/{event}/retry",
                "/console/events/{event}/cancel",
                "/console/events/{event}/dry-run",
                "/console/replications/sandbox/pause",
                "/console/audit/verify")) {
            assertThat(pricing.post(filled(action), Map.of()).statusCode())
                    .as(action)
                    .isIn(403, 404);
        }
        Response started = pricing.post(
                "/console/extract",
                Map.of(
                        "country",
                        "bolivia",
                        "query",
                        "line_items",
                        "key",
                        UUID.randomUUID().toString()));
        assertThat(started.statusCode()).isEqualTo(403);
    }

    private static String filled(String path) {
        return path.replace("{job}", job).replace("{event}", event);
    }
}
