package io.github.sqldatabricks.bridge.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.sqldatabricks.bridge.api.Api;
import io.github.sqldatabricks.bridge.testing.GuardedSandbox;
import io.github.sqldatabricks.bridge.testing.Users;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Each page in both themes and on a narrow screen, in a real browser on the sandbox: pictures to look at in {@code target/console}.
 * Catches what axe-core finds against WCAG 2.2 A and AA, a page that makes people scroll sideways, and anything that the browser
 * complains of.
 */
@Tag("nightly")
@QuarkusTest
@TestProfile(GuardedSandbox.class)
class ConsolePicturesTest {

    private static final Path FOLDER = Path.of("target/console");

    @Test
    void everyPageInBothThemes() throws IOException {
        assumeTrue(Chromium.isThere(), "there is no chromium with its chromedriver on this machine");
        String job = Users.as("ana")
                .body("{\"country\": \"bolivia\", \"destination\": \"/Volumes/main/bridge/landing/pictures\"}")
                .post("/extract")
                .then()
                .statusCode(202)
                .extract()
                .path("job_id");
        String blocked = event("{\"warehouse\": \"La Paz\"}");
        event("{\"warehouse\": \"La Paz\", \"discontinued\": \"true\"}");
        Api.awaitEnd("ana", job);
        List<String> problems = new ArrayList<>();
        Path replication = replication();
        try (Chromium browser = new Chromium("http://localhost:" + RestAssured.port)) {
            look(browser, "login", "/console/login", "light", problems);
            logIn(browser, "rosa");
            pages(job, blocked).forEach((name, path) -> visit(browser, name, path, problems));
            logIn(browser, "ana");
            visit(browser, "replications", "/console/replications", problems);
            visit(browser, "replication", "/console/replications/pages", problems);
        } finally {
            Files.delete(replication);
        }
        assertThat(problems).isEmpty();
    }

    private static void logIn(Chromium browser, String user) {
        browser.open("/console/login");
        browser.find("#token").sendKeys("token-of-" + user);
        browser.click("button.primary");
        browser.await(".rail");
    }

    private static void visit(Chromium browser, String name, String path, List<String> problems) {
        for (String theme : List.of("light", "dark")) {
            browser.size(1280, 900);
            browser.prefers(theme);
            look(browser, name, path, theme, problems);
        }
        // Text of 200 % on a usual screen has as much room as usual text on half of it.
        for (int width : new int[] {640, 320}) {
            browser.size(width, 800);
            look(browser, name, path, "narrow-" + width, problems);
            if (browser.isTooWide()) {
                problems.add(name + " is wider than " + width + " px");
            }
        }
    }

    /** Ana may operate it; one of its streams is loaded, one is read whole, one never ran, and it has a schedule. */
    private static Path replication() throws IOException {
        Path file = GuardedSandbox.REPLICATIONS.resolve("pages.yaml");
        Files.writeString(file, """
                version: 1
                name: pages
                description: Master data of the warehouse, each night
                source: {country: bolivia}
                target: {catalog: main, schema: loaded, volume: /Volumes/main/bridge/landing}
                schedule: {cron: "30 2 * * *", zone: America/La_Paz}
                streams:
                  dbo.pricing: {change: cursor, cursor: updated_at, zone: utc, null_cursor: include}
                  dbo.region: {mode: replace}
                  dbo.nation: {mode: replace, disabled: true}
                """);
        String run = Users.as("ana")
                .body("{}")
                .post("/replications/pages/runs")
                .then()
                .statusCode(202)
                .extract()
                .path("job_id");
        Api.awaitEnd("ana", run);
        return file;
    }

    private static void look(Chromium browser, String name, String path, String theme, List<String> problems) {
        browser.open(path);
        browser.picture(FOLDER.resolve(name + "-" + theme + ".png"));
        browser.violations().forEach(found -> problems.add(name + " " + theme + ": " + found));
        browser.complaints().stream()
                .filter(found -> !found.contains("status of 404"))
                .forEach(found -> problems.add(name + " " + theme + ": " + found));
    }

    private static Map<String, String> pages(String job, String event) {
        Map<String, String> pages = new LinkedHashMap<>();
        pages.put("overview", "/console/");
        pages.put("jobs", "/console/jobs");
        pages.put("jobs-none", "/console/jobs?country=peru");
        pages.put("job", "/console/jobs/" + job);
        pages.put("query", "/console/jobs/" + job + "?q=line_items");
        pages.put("countries", "/console/extract");
        pages.put("extract", "/console/extract?country=bolivia&query=orders_of_period&query=line_items");
        pages.put("events", "/console/events");
        pages.put("event", "/console/events/" + event);
        pages.put("blocked", "/console/blocked");
        pages.put("audit", "/console/audit");
        pages.put("settings", "/console/settings");
        pages.put("health", "/console/health");
        pages.put("me", "/console/me");
        pages.put("help", "/console/help");
        pages.put("missing", "/console/jobs/none-of-these");
        return pages;
    }

    /** Rosa may delete 20 rows at once. */
    private static String event(String conditions) {
        return Users.as("rosa")
                .body("{\"operation\": \"DELETE\", \"target_table\": \"dbo.stock\", \"filter_conditions\": "
                        + conditions + "}")
                .post("/sync/events?process_immediately=true")
                .then()
                .extract()
                .path("event_id");
    }
}
