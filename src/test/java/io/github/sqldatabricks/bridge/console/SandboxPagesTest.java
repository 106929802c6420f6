package io.github.sqldatabricks.bridge.console;

import static io.github.sqldatabricks.bridge.testing.Users.as;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.api.Api;
import io.github.sqldatabricks.bridge.testing.GuardedSandbox;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The pages on the whole sandbox, by real HTTP. Catches a form that starts two jobs, a value that becomes HTML, a page of
 * administrators that others see, a blocked event that does not say what it would have done.
 */
@QuarkusTest
@TestProfile(GuardedSandbox.class)
class SandboxPagesTest {

    private static final String HOSTILE = "<img src=x onerror=alert(1)>\"'{{7*7}}{#if true}&amp;";

    @Test
    void anExtractionIsCheckedAndStartedOnce() {
        Browser ana = Browser.of("ana");
        assertThat(ana.page("/console/extract").select("a[href$='country=bolivia']"))
                .hasSize(1);
        Document form = ana.page("/console/extract?country=bolivia&query=line_items&query=orders_of_period");
        assertThat(form.select("input[name=query][checked]").eachAttr("value"))
                .containsExactlyInAnyOrder("line_items", "orders_of_period");
        Map<String, ?> fields = Map.of(
                "country",
                "bolivia",
                "query",
                List.of("line_items"),
                "destination",
                "/Volumes/main/bridge/landing/" + UUID.randomUUID(),
                "key",
                form.select("input[name=key]").val());
        Response checked = ana.post("/console/extract/check", fields);
        assertThat(checked.statusCode()).isEqualTo(200);
        Document plan = Jsoup.parse(checked.asString());
        assertThat(plan.select("#plan .title").text()).contains("would be accepted");
        assertThat(plan.select("#plan pre").text()).containsIgnoringCase("select");
        Response started = ana.post("/console/extract", fields);
        assertThat(started.statusCode()).isEqualTo(303);
        String page = started.header("Location");
        assertThat(ana.post("/console/extract", fields).header("Location")).isEqualTo(page);
        String job = page.substring(page.lastIndexOf('/') + 1);
        Api.awaitEnd("ana", job);
        Document shown = ana.page("/console/jobs/" + job);
        assertThat(shown.select("#head .state").text()).isEqualTo("completed");
        assertThat(shown.select("tbody#q-line_items")).hasSize(1);
        assertThat(ana.page("/console/extract?country=bolivia&again=" + job)
                        .select("input[name=query][checked]")
                        .eachAttr("value"))
                .containsExactly("line_items");
    }

    @Test
    void aFormThatIsRefusedSaysWhyAndKeepsWhatWasFilledIn() {
        Response refused = Browser.of("ana")
                .post(
                        "/console/extract",
                        Map.of("country", "bolivia", "destination", HOSTILE, "query", "line_items", "limit", "17"));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.asString()).doesNotContain("<img");
        Document page = Jsoup.parse(refused.asString());
        assertThat(page.select(".notice[role=alert]").text()).contains("[invalid-destination]");
        assertThat(page.select("#limit").val()).isEqualTo("17");
        assertThat(page.select("#destination").val()).isEqualTo(HOSTILE);
    }

    @Test
    void aBlockedEventShowsWhatItWouldHaveChanged() {
        String id = as("rosa")
                .body("{\"operation\": \"DELETE\", \"target_table\": \"dbo.stock\","
                        + " \"filter_conditions\": {\"warehouse\": \"La Paz\"}}")
                .post("/sync/events?process_immediately=true")
                .path("event_id");
        Browser rosa = Browser.of("rosa");
        assertThat(rosa.page("/console/blocked").select("#b-" + id)).hasSize(1);
        assertThat(rosa.page("/console/").select("#n-" + id)).hasSize(1);
        assertThat(rosa.page("/console/events?state=blocked").select("#e-" + id))
                .hasSize(1);
        assertThat(rosa.page("/console/events/" + id).select("#why").text()).contains("20");
        Response run = rosa.post("/console/events/" + id + "/dry-run", Map.of());
        Document shown = Jsoup.parse(run.asString());
        assertThat(shown.select("#run .title").text()).contains("blocked");
        // Rosa may write the table and not read it.
        assertThat(shown.select("#run tbody tr")).isEmpty();
        assertThat(Browser.of("mallory").get("/console/events/" + id).statusCode())
                .isEqualTo(200);
        assertThat(Browser.of("ana").get("/console/events/" + id).statusCode()).isEqualTo(404);
        assertThat(Browser.of("ana")
                        .post("/console/events/" + id + "/dry-run", Map.of())
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void pagesOfAdministratorsAreForThemOnly() {
        Browser ana = Browser.of("ana");
        assertThat(ana.get("/console/audit").statusCode()).isEqualTo(403);
        assertThat(ana.page("/console/me").select("a[href$=/console/audit]")).isEmpty();
        Document audit = Browser.of("eve").page("/console/audit?user=ana");
        assertThat(audit.select("tbody tr")).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/console/jobs?country={}",
                "/console/jobs?owner={}",
                "/console/events?state={}",
                "/console/audit?user={}",
                "/console/audit?resource={}",
                "/console/extract?country={}",
                "/console/extract?country=bolivia&p.from_date={}&destination={}",
                "/console/help/errors/{}",
                "/console/login?to={}",
                "/console/jobs/{}"
            })
    void hostileTextStaysText(String path) {
        String value = java.net.URLEncoder.encode(HOSTILE, java.nio.charset.StandardCharsets.UTF_8);
        Response answer = Browser.of("eve").get(path.replace("{}", value));
        assertThat(answer.contentType()).startsWith("text/html");
        assertThat(answer.statusCode()).isLessThan(500);
        assertThat(answer.asString()).doesNotContain("<img");
        assertThat(Jsoup.parse(answer.asString()).select("[onerror]")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/console/",
                "/console/jobs",
                "/console/events",
                "/console/blocked",
                "/console/extract",
                "/console/extract?country=bolivia",
                "/console/health",
                "/console/me",
                "/console/help"
            })
    void everyPageHasATitleAHeadingAndOneEntryOfTheNavigation(String path) {
        Document page = Browser.of("ana").page(path);
        assertThat(page.title()).endsWith("SQL-Databricks Bridge");
        assertThat(page.select("h1")).hasSize(1);
        assertThat(page.select("nav [aria-current=page]")).hasSize(1);
        assertThat(page.select("[style], [onclick], main script")).isEmpty();
        assertThat(page.select("[id]").eachAttr("id")).doesNotHaveDuplicates();
        assertThat(page.select("input:not([type=hidden])"))
                .allSatisfy(input -> assertThat(input.hasAttr("aria-label")
                                || !page.select("label[for=" + input.id() + "]").isEmpty())
                        .as(input.outerHtml())
                        .isTrue());
    }
}
