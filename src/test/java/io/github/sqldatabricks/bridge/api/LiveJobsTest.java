package io.github.sqldatabricks.bridge.api;

import static io.github.sqldatabricks.bridge.testing.Users.as;
import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.api.live.LiveStreams;
import io.github.sqldatabricks.bridge.testing.GuardedService;
import io.github.sqldatabricks.bridge.testing.ScriptedRowSource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * {@code GET /jobs/live} over real HTTP. Catches a job's end that is not told, somebody else's job that is, and streams without a
 * bound.
 */
@QuarkusTest
@TestProfile(GuardedService.class)
class LiveJobsTest {

    @TestHTTPResource("/jobs/live")
    URI address;

    @Inject
    LiveStreams streams;

    @Inject
    ScriptedRowSource source;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeEach
    void reset() {
        source.reset();
    }

    private HttpResponse<InputStream> open(String user) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(address)
                .header("Authorization", "Bearer token-of-" + user)
                .header("Accept", "text/event-stream")
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofInputStream());
    }

    /** What is sent, as it comes, until the stream is closed. */
    private static StringBuffer read(InputStream stream) {
        StringBuffer seen = new StringBuffer();
        CompletableFuture.runAsync(() -> {
            byte[] some = new byte[8192];
            try {
                for (int length = stream.read(some); length >= 0; length = stream.read(some)) {
                    seen.append(new String(some, 0, length, StandardCharsets.UTF_8));
                }
            } catch (java.io.IOException e) {
                seen.append("closed");
            }
        });
        return seen;
    }

    @Test
    void aJobIsToldUntilItsEndToItsOwnerAndToAdministrators() throws Exception {
        try (InputStream anas = open("ana").body();
                InputStream bens = open("ben").body();
                InputStream eves = open("eve").body()) {
            StringBuffer ana = read(anas);
            StringBuffer ben = read(bens);
            StringBuffer eve = read(eves);
            await().until(() -> ana.indexOf("{\"jobs\":") >= 0 && ben.indexOf("{\"jobs\":") >= 0);
            String job = as("ana")
                    .body("{\"country\": \"bolivia\", \"queries\": [\"q1\"], \"destination\": \"/Volumes/main/bridge/"
                            + UUID.randomUUID() + "\"}")
                    .post("/extract")
                    .path("job_id");
            Api.awaitEnd("ana", job);
            for (StringBuffer told : List.of(ana, eve)) {
                await().until(() -> {
                    int last = told.lastIndexOf(job);
                    return last >= 0 && told.indexOf("\"completed\"", last) >= 0;
                });
            }
            assertThat(ben.indexOf(job)).isNegative();
        }
        await().until(() -> streams.size() == 0);
    }

    @Test
    void aUserHasOnlySoManyStreamsAndStrangersNone() throws Exception {
        List<InputStream> open = new ArrayList<>();
        try {
            for (int i = 0; i < LiveStreams.MOST_OF_USER; i++) {
                HttpResponse<InputStream> answer = open("ada");
                assertThat(answer.statusCode()).isEqualTo(200);
                open.add(answer.body());
                int opened = i + 1;
                await().until(() -> streams.size() >= opened);
            }
            assertThat(open("ada").statusCode()).isEqualTo(429);
        } finally {
            for (InputStream one : open) {
                one.close();
            }
        }
        await().until(() -> streams.size() == 0);
        given().get("/jobs/live").then().statusCode(401);
        as("ana").accept("text/event-stream").head("/jobs/live").then().statusCode(200);
    }
}
