package io.github.sqldatabricks.bridge.console;

import static io.github.sqldatabricks.bridge.testing.Users.as;
import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.api.Api;
import io.github.sqldatabricks.bridge.observe.SqlConsole.SandboxConsoles;
import io.github.sqldatabricks.bridge.run.ReplicationStore;
import io.github.sqldatabricks.bridge.run.ReplicationStore.StreamId;
import io.github.sqldatabricks.bridge.run.StreamState.Block;
import io.github.sqldatabricks.bridge.testing.GuardedSandbox;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
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

    @Inject
    SandboxConsoles worlds;

    @Inject
    ReplicationStore store;

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
    void manyBlockedEventsAreRunAgainAtOnce() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            ids.add(as("rosa")
                    .body("{\"operation\": \"DELETE\", \"target_table\": \"dbo.stock\","
                            + " \"filter_conditions\": {\"warehouse\": \"La Paz\"}}")
                    .post("/sync/events?process_immediately=true")
                    .path("event_id"));
        }
        Browser rosa = Browser.of("rosa");
        Document page = rosa.page("/console/blocked");
        assertThat(page.select("input[name=event][form=chosen-retry]").eachAttr("value"))
                .containsAll(ids);
        assertThat(page.select("#chosen-retry").attr("data-confirm")).contains("%");
        assertThat(page.select("#choose button")).hasSize(1);
        rosa.post("/console/blocked", Map.of("event", ids)).then().statusCode(303);
        await().until(() -> ids.stream()
                .allMatch(id -> rosa.page("/console/blocked").select("#b-" + id).size() == 1));
        assertThat(as("rosa").get("/sync/events/" + ids.get(0) + "/history").asString())
                .contains("event_retried");
        assertThat(rosa.post("/console/blocked", Map.of()).statusCode()).isEqualTo(400);
    }

    @Test
    void aNumberIsANumberAndAJobIsAskedForAgainAsItWas() {
        Browser ana = Browser.of("ana");
        String destination = "/Volumes/main/bridge/landing/" + UUID.randomUUID();
        Map<String, ?> fields = Map.of(
                "country", "bolivia",
                "query", "top_customers",
                "p.top_customers", "7",
                "destination", destination,
                "limit", "5",
                "key", "again-" + UUID.randomUUID());
        String page = ana.post("/console/extract", fields).header("Location");
        String job = page.substring(page.lastIndexOf('/') + 1);
        Api.awaitEnd("ana", job);
        Document shown = ana.page("/console/jobs/" + job);
        assertThat(shown.select("#head .state").text()).isEqualTo("completed");
        String again = shown.select("a[href*=again]").attr("href");
        Document form = ana.page(again);
        assertThat(form.select("#p-top_customers").val()).isEqualTo("7");
        assertThat(form.select("#destination").val()).isEqualTo(destination);
        assertThat(form.select("#limit").val()).isEqualTo("5");
        assertThat(form.select(".notice")).isEmpty();

        Map<String, Object> other = new java.util.HashMap<>(fields);
        other.put("p.top_customers", "8");
        Response reused = ana.post("/console/extract", other);
        assertThat(reused.statusCode()).isEqualTo(422);
        String next = Jsoup.parse(reused.asString()).select("input[name=key]").val();
        assertThat(next).isNotEqualTo(fields.get("key"));
        other.put("key", next);
        other.put("overwrite", "true");
        assertThat(ana.post("/console/extract", other).statusCode()).isEqualTo(303);
    }

    @Test
    void whatAFormCanNotRepeatIsToBeGivenAgain() {
        String job = as("ana")
                .body(
                        "{\"country\": \"bolivia\", \"queries\": [\"orders_of_period\"], \"destination\": \"/Volumes/main/bridge/landing/"
                                + UUID.randomUUID()
                                + "\", \"parameters\": {\"market_segments\": [\"BUILDING\", \"MACHINERY\"]}}")
                .post("/extract")
                .path("job_id");
        Document form = Browser.of("ana").page("/console/extract?country=bolivia&again=" + job);
        assertThat(form.select("#p-market_segments").val()).isEmpty();
        assertThat(form.select(".notice").text()).contains("market_segments");
        Api.awaitEnd("ana", job);
    }

    @Test
    void aReplicationIsRunPausedApprovedAndResetByItsOperatorsOnly() throws IOException {
        Path file = GuardedSandbox.REPLICATIONS.resolve("pages.yaml");
        Files.writeString(file, """
                version: 1
                name: pages
                source: {country: bolivia}
                target: {catalog: main, schema: loaded, volume: /Volumes/main/bridge/landing}
                schedule: {cron: "0 4 1 1 *", zone: UTC}
                streams:
                  dbo.pages_stock: {mode: replace, limits: {shrink_percent: 50}}
                """);
        worlds.sqlServer().run("CREATE TABLE dbo.pages_stock (id INT NOT NULL PRIMARY KEY)");
        try {
            worlds.sqlServer().run("INSERT INTO dbo.pages_stock VALUES (1), (2), (3), (4)");
            Browser ana = Browser.of("ana");
            assertThat(ana.page("/console/replications")
                            .select("#r-pages\\.yaml")
                            .text())
                    .contains("new", "main.loaded");
            assertThat(run(ana)).isEqualTo("completed");
            Document page = ana.page("/console/replications/pages");
            assertThat(page.select("#s-dbo\\.pages_stock .state").text()).isEqualTo("current");
            assertThat(page.select("form[action$=/approve]")).isEmpty();

            pausedAndResumed(ana);

            worlds.sqlServer().run("DELETE FROM dbo.pages_stock WHERE id > 1");
            Document failed = runs(ana);
            assertThat(failed.select("#head .state").text()).isEqualTo("failed");
            assertThat(failed.select("a[href*=again], form[action$=retry]")).isEmpty();
            Document stopped = ana.page("/console/replications/pages");
            assertThat(stopped.select("#s-dbo\\.pages_stock").text()).contains("failed", "load-limit-exceeded");
            String approve = stopped.select("form[action$=/approve]").attr("action");
            Element wanted = stopped.select("form[action$=/approve]").first();
            assertThat(wanted.attr("data-confirm")).contains("1 rows for 4");
            String load = wanted.select("input[name=load]").attr("value");
            assertThat(stopped.select("#s-dbo\\.pages_stock .why").text()).contains("1 rows for 4 (" + load + ")");
            assertThat(ana.post(approve, Map.of("load", "another")).statusCode())
                    .isEqualTo(412);
            ana.post(approve, Map.of("load", load)).then().statusCode(303);
            assertThat(run(ana)).isEqualTo("completed");
            showsABackfillThatWasStopped(ana);

            String reset = ana.page("/console/replications/pages")
                    .select("form[action$=/reset]")
                    .attr("action");
            seesAndChangesNothing(List.of(approve, reset, "/console/replications/pages/pause"));
            ana.post(reset, Map.of()).then().statusCode(303);
            assertThat(ana.page("/console/replications/pages")
                            .select("#s-dbo\\.pages_stock")
                            .text())
                    .contains("reads all next");
            assertThat(ana.get("/console/replications/nowhere").statusCode()).isEqualTo(404);
        } finally {
            Files.delete(file);
            worlds.sqlServer().run("DROP TABLE dbo.pages_stock");
        }
    }

    /** It sets no error of the stream, which is current. */
    private void showsABackfillThatWasStopped(Browser ana) {
        StreamId id = new StreamId("pages", "dbo.pages_stock");
        Block block = new Block("load", Optional.of("may"), Optional.empty(), 4, 1);
        store.blocked(store.stream(id), block);
        Document stopped = ana.page("/console/replications/pages");
        assertThat(stopped.select("#s-dbo\\.pages_stock .why").text()).isEqualTo("a backfill has 1 rows for 4 (load)");
        Element form = stopped.select("form[action$=/approve]").first();
        assertThat(form.attr("data-confirm")).isEqualTo("Let a backfill of dbo.pages_stock have 1 rows for 4?");
        assertThat(form.attr("data-what")).contains("One backfill of the same range");
        store.approve(id, block, "ana");
        assertThat(ana.page("/console/replications/pages")
                        .select("#s-dbo\\.pages_stock .why")
                        .text())
                .isEqualTo("a backfill has 1 rows for 4 (load), which ana lets pass");
    }

    private static void seesAndChangesNothing(List<String> actions) {
        Browser rosa = Browser.of("rosa");
        assertThat(rosa.page("/console/replications/pages").select("main form")).isEmpty();
        for (String path : actions) {
            assertThat(rosa.post(path, Map.of()).statusCode()).as(path).isEqualTo(403);
        }
        assertThat(rosa.post("/console/replications/pages/run", Map.of()).statusCode())
                .isEqualTo(409);
    }

    private static void pausedAndResumed(Browser ana) {
        ana.post("/console/replications/pages/pause", Map.of()).then().statusCode(303);
        assertThat(ana.page("/console/replications/pages").select("#why").text())
                .contains("Paused by ana");
        assertThat(as("rosa").get("/replications/pages").jsonPath().getString("paused_by"))
                .isEqualTo("ana");
        assertThat(ana.page("/console/replications").select("#r-pages\\.yaml").text())
                .contains("paused by ana");
        ana.post("/console/replications/pages/resume", Map.of()).then().statusCode(303);
        assertThat(ana.page("/console/replications/pages").select("#why").text())
                .isEmpty();
    }

    private static String run(Browser operator) {
        return runs(operator).select("#head .state").text();
    }

    private static Document runs(Browser operator) {
        Response started = operator.post("/console/replications/pages/run", Map.of());
        assertThat(started.statusCode()).as(started.asString()).isEqualTo(303);
        String page = started.header("Location");
        Api.awaitEnd("ana", page.substring(page.lastIndexOf('/') + 1));
        return operator.page(page.substring(page.indexOf("/console")));
    }

    @Test
    void pagesOfAdministratorsAreForThemOnly() {
        Browser ana = Browser.of("ana");
        assertThat(ana.get("/console/audit").statusCode()).isEqualTo(403);
        assertThat(ana.get("/console/settings").statusCode()).isEqualTo(403);
        assertThat(ana.page("/console/me").select("a[href$=/console/audit], a[href$=/console/settings]"))
                .isEmpty();
        assertThat(ana.page("/console/health").select("#replicas table")).isEmpty();
        assertThat(Browser.of("eve")
                        .page("/console/health")
                        .select("#replicas tbody tr")
                        .text())
                .contains("this one", "working");
        Document settings = Browser.of("eve").page("/console/settings?only=set&name=events-user");
        assertThat(settings.select("tbody tr").text()).contains("bridge.sync.events-user", "pricing");
        assertThat(settings.select("tbody tr")).hasSize(1);
        assertThat(ana.post("/console/audit/verify", Map.of()).statusCode()).isEqualTo(403);
        Browser.of("eve").post("/console/audit/verify", Map.of()).then().statusCode(303);
        assertThat(Browser.of("eve").page("/console/audit").select("#chain").text())
                .contains("intact: ", "without a key");
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
                "/console/jobs/{}",
                "/console/events?target={}",
                "/console/events?user={}",
                "/console/replications/{}",
                "/console/settings?name={}&only={}"
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
                "/console/replications",
                "/console/replications/sandbox",
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
