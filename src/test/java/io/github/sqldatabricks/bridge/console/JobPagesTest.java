package io.github.sqldatabricks.bridge.console;

import static io.github.sqldatabricks.bridge.testing.Users.as;
import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.api.Api;
import io.github.sqldatabricks.bridge.testing.GuardedService;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Pages of jobs, by real HTTP. Catches a job that somebody else sees, a button that REST would refuse, a part of a page that its stream
 * does not know, and a filter that the list forgets.
 */
@QuarkusTest
@TestProfile(GuardedService.class)
class JobPagesTest {

    private static String job(String user) {
        String id = as(user).body(
                        "{\"country\": \"bolivia\", \"queries\": [\"q1\"], \"destination\": \"/Volumes/main/bridge/"
                                + UUID.randomUUID() + "\"}")
                .post("/extract")
                .then()
                .statusCode(202)
                .extract()
                .path("job_id");
        Api.awaitEnd(user, id);
        return id;
    }

    @Test
    void aJobIsShownToItsOwnerAndToAdminsOnly() {
        String id = job("ana");
        assertThat(Browser.of("ana").page("/console/jobs").select("#j-" + id)).hasSize(1);
        assertThat(Browser.of("eve").page("/console/jobs").select("#j-" + id)).hasSize(1);
        assertThat(Browser.of("ben").page("/console/jobs").select("#j-" + id)).isEmpty();
        assertThat(Browser.of("ben").get("/console/jobs/" + id).statusCode()).isEqualTo(404);
        Response cancel = Browser.of("ben").post("/console/jobs/" + id + "/cancel", Map.of());
        assertThat(cancel.statusCode()).isEqualTo(404);
    }

    @Test
    void aJobThatHasEndedOffersNoCancelAndRefusesIt() {
        String id = job("ana");
        Browser ana = Browser.of("ana");
        Document page = ana.page("/console/jobs/" + id);
        assertThat(page.select("#head .state").text()).isEqualTo("completed");
        assertThat(page.select("form[action$=/cancel]")).isEmpty();
        assertThat(page.select("tbody#q-q1 td").get(2).text()).isNotEqualTo("0");
        Response refused = ana.post("/console/jobs/" + id + "/cancel", Map.of());
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.asString()).contains("job-ended");
        assertThat(ana.page("/console/jobs/" + id + "?q=q1")
                        .select("#chosen h2")
                        .text())
                .isEqualTo("q1");
    }

    @Test
    void bulkActionsSayOfEachWhatWentWrong() {
        String id = job("ana");
        Response answer =
                Browser.of("ana").post("/console/jobs", Map.of("do", "cancel", "job", List.of(id, "no-such-job")));
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.asString()).contains("0 done, 2 not", id, "unknown-job");
    }

    @Test
    void theAddressIsTheFilter() {
        String id = job("ana");
        Browser ana = Browser.of("ana");
        assertThat(ana.page("/console/jobs?state=failed").select("#j-" + id)).isEmpty();
        Document page = ana.page("/console/jobs?state=completed&country=bolivia");
        assertThat(page.select("#j-" + id)).hasSize(1);
        assertThat(page.select("input[name=country]").val()).isEqualTo("bolivia");
        assertThat(page.select(".chip[aria-current]").text()).isEqualTo("completed");
        assertThat(ana.get("/console/jobs?state=nonsense").statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/console/jobs", "/console/jobs/{id}"})
    void theStreamKnowsThePartsOfThePage(String path) throws IOException {
        String address = path.replace("{id}", job("ana"));
        Browser ana = Browser.of("ana");
        Document page = ana.page(address);
        JsonObject first = firstChange(ana, address);
        assertThat(first.getJsonObject("parts").fieldNames())
                .isNotEmpty()
                .allSatisfy(
                        part -> assertThat(page.getElementById(part)).as(part).isNotNull());
        first.getJsonObject("lists")
                .fieldNames()
                .forEach(list -> assertThat(page.getElementById(list)).isNotNull());
    }

    @Test
    void aStreamEndsWithItsSession() throws IOException {
        Browser ana = Browser.of("ana");
        HttpURLConnection stream = open(ana, "/console/jobs");
        BufferedReader lines = reader(stream);
        assertThat(lines.readLine()).isNotNull();
        ana.post("/console/logout", Map.of());
        await().until(() -> lines.readLine() == null);
        assertThat(open(ana, "/console/jobs").getResponseCode()).isEqualTo(401);
    }

    private static JsonObject firstChange(Browser browser, String path) throws IOException {
        BufferedReader lines = reader(open(browser, path));
        String line = lines.readLine();
        while (!line.startsWith("data:")) {
            line = lines.readLine();
        }
        lines.close();
        return new JsonObject(line.substring("data:".length()));
    }

    private static BufferedReader reader(HttpURLConnection stream) throws IOException {
        return new BufferedReader(new InputStreamReader(stream.getInputStream(), StandardCharsets.UTF_8));
    }

    private static HttpURLConnection open(Browser browser, String path) throws IOException {
        HttpURLConnection stream =
                (HttpURLConnection) URI.create("http://localhost:" + io.restassured.RestAssured.port + path)
                        .toURL()
                        .openConnection();
        stream.setRequestProperty("Accept", "text/event-stream");
        browser.cookies().forEach((name, value) -> stream.setRequestProperty("Cookie", name + "=" + value));
        return stream;
    }
}
