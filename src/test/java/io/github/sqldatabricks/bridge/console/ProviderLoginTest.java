package io.github.sqldatabricks.bridge.console;

import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import io.github.sqldatabricks.bridge.api.live.LiveStreams;
import io.github.sqldatabricks.bridge.testing.LocalIdentityProvider;
import io.github.sqldatabricks.bridge.testing.LogRecords;
import io.github.sqldatabricks.bridge.testing.ProvidedService;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.smallrye.jwt.build.JwtClaimsBuilder;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Log-in to the console at a real provider over real HTTP. Catches a session for whom the provider has not vouched, or who has no entry,
 * one that outlives its entry, an address that leads away, and a token of the provider that is kept or comes back.
 */
@QuarkusTest
@TestProfile(ProvidedService.class)
class ProviderLoginTest {

    private static final LocalIdentityProvider PROVIDER = ProvidedService.PROVIDER;
    private static final String BEGIN = "/console/login/provider";

    @ConfigProperty(name = "bridge.access.permissions-file")
    String permissions;

    private final Browser browser = new Browser();

    @BeforeEach
    void begin() {
        PROVIDER.down = false;
        PROVIDER.subject = "sub-1";
        PROVIDER.loggedIn = claims -> claims;
        // It was down when the service started, and is asked again by the first who needs it.
        await().untilAsserted(
                        () -> assertThat(new Browser().get(BEGIN).statusCode()).isEqualTo(302));
    }

    @Test
    void whoComesBackFromTheProviderHasASessionAndThePageThatWasAskedFor() {
        Document login = browser.page("/console/login?to=%2Fme%3Fa%3Db");
        String link = login.select("a.primary").attr("href");
        assertThat(login.select("a.primary").text()).isEqualTo("Log in at localhost");

        Response sent = browser.get(link);
        assertThat(sent.statusCode()).isEqualTo(302);
        assertThat(sent.header("Location"))
                .startsWith(PROVIDER.issuer()
                        + "/authorize?response_type=code&client_id=console-of-bridge&scope=openid+profile")
                .contains("code_challenge_method=S256", "&nonce=", "&state=");
        assertThat(URLDecoder.decode(sent.header("Location"), StandardCharsets.UTF_8))
                .contains("redirect_uri=http://localhost:" + io.restassured.RestAssured.port + BEGIN + "/answer&");
        assertThat(sent.headers().getValues("Set-Cookie"))
                .allSatisfy(cookie ->
                        assertThat(cookie).containsIgnoringCase("; HttpOnly").contains("SameSite=Lax", "Max-Age=300"));

        Response in = browser.get(answered(sent));
        assertThat(in.statusCode()).as(in.asString()).isEqualTo(303);
        assertThat(in.header("Location")).endsWith("/console/me?a=b");
        assertThat(browser.cookies()).containsOnlyKeys("bridge-session");
        assertThat(in.headers().toString()).doesNotContain("eyJ", "q_session", "refresh");
        assertThat(browser.page("/console/me").select("h1").text()).isEqualTo("person");
    }

    @Test
    void aSessionOpensTheConsoleAndNothingElseAndEndsOnTheServer() {
        enter();
        given().cookies(browser.cookies()).get("/whoami").then().statusCode(401);
        Map<String, String> stolen = Map.copyOf(browser.cookies());
        browser.post("/console/logout", Map.of()).then().statusCode(303);
        given().redirects()
                .follow(false)
                .cookies(stolen)
                .get("/console/me")
                .then()
                .statusCode(303)
                .header("Location", containsString("/console/login"));
    }

    @Test
    void itEndsWithTheEntryAndComesBackWithIt() throws IOException {
        enter();
        String before = Files.readString(Path.of(permissions));
        try {
            Files.writeString(Path.of(permissions), before.replace("oidc_subject: sub-1", "oidc_subject: sub-99"));
            await().untilAsserted(() ->
                    assertThat(browser.asked().get("/console/me").statusCode()).isEqualTo(303));
        } finally {
            Files.writeString(Path.of(permissions), before);
        }
        await().untilAsserted(() ->
                assertThat(browser.asked().get("/console/me").statusCode()).isEqualTo(200));
    }

    @Test
    void whoHasNoEntryIsToldSoAndHasNoSession() {
        PROVIDER.subject = "sub-9";
        Response refused = browser.get(answered(browser.get(BEGIN)));
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.asString()).contains("role-missing", "sub-9");
        assertThat(browser.cookies()).isEmpty();

        PROVIDER.subject = "sub-0";
        Response former = browser.get(answered(browser.get(BEGIN)));
        assertThat(former.statusCode()).isEqualTo(401);
        assertThat(former.asString()).contains("token-expired");
        assertThat(browser.cookies()).isEmpty();
    }

    static Stream<Arguments> wrongLogIns() {
        return Stream.of(
                wrong("the nonce of another log-in", claims -> claims.claim("nonce", "other")),
                wrong("no nonce", claims -> claims.remove("nonce")),
                wrong("made for a program", claims -> claims.audience(LocalIdentityProvider.AUDIENCE)),
                wrong("another issuer", claims -> claims.issuer("http://localhost/other")),
                wrong("too old", claims -> claims.expiresAt(Instant.now().minusSeconds(120))),
                wrong("nobody", claims -> claims.remove("sub")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongLogIns")
    void refusesAnIdTokenThatIsWrongInOneWay(String name, UnaryOperator<JwtClaimsBuilder> spoiled) {
        PROVIDER.loggedIn = spoiled;
        assertRefused(answered(browser.get(BEGIN)));
    }

    private static Arguments wrong(String name, UnaryOperator<JwtClaimsBuilder> spoiled) {
        return Arguments.of(name, spoiled);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "state=[^&]+|state=other",
                "&state=.*|",
                "code=[^&]+|code=made-up",
                "code=[^&]+|error=access_denied"
            })
    void refusesAnAnswerThatIsNotTheOneToItsQuestion(String change) {
        String[] parts = (change + " ").split("\\|");
        String answer = answered(browser.get(BEGIN));
        assertRefused(answer.replaceFirst(parts[0], parts[1].strip()));
    }

    @Test
    void refusesWhoWasNotSentAndAnAnswerOfAnotherBrowserAndOneThatWasTaken() {
        assertRefused(BEGIN + "/answer?code=a&state=b");
        assertRefused(BEGIN + "/answer");
        String others = answered(new Browser().get(BEGIN));
        browser.get(BEGIN);
        assertRefused(others);

        Browser once = new Browser();
        String answer = answered(once.get(BEGIN));
        Map<String, String> cookies = Map.copyOf(once.cookies());
        once.get(answer).then().statusCode(303);
        browser.cookies().putAll(cookies);
        assertRefused(answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//evil.example",
                "https://evil.example",
                "/\\evil.example",
                "javascript:alert(1)",
                "/a%0Ab",
                "me"
            })
    void noAddressLeadsOutOfTheConsole(String to) {
        Response in = browser.get(answered(browser.get(BEGIN + "?to=" + to.replace("\\", "%5C"))));
        assertThat(in.statusCode()).isEqualTo(303);
        assertThat(in.header("Location")).endsWith("/console/");
        String answer = answered(browser.get(BEGIN));
        browser.cookies().put("bridge-login-to", to.replace("\\", "%5C"));
        assertThat(browser.get(answer).header("Location")).endsWith("/console/");
    }

    @Test
    void aProviderThatIsAwayIsSaidAndTokensGoOnWorking() {
        String answer = answered(browser.get(BEGIN));
        PROVIDER.down = true;
        assertRefused(answer);
        assertThat(Browser.of("one").get("/console/me").statusCode()).isEqualTo(200);
    }

    @Test
    void anUnfinishedLogInDoesNotStopTheNextOne() {
        browser.get(BEGIN);
        enter();
        assertThat(browser.get("/console/me").statusCode()).isEqualTo(200);
    }

    @Test
    void peopleOfOneEntrySeeTheirOwnSessionsOnly() {
        PROVIDER.loggedIn = claims -> claims.claim("roles", Set.of("Bridge.Analyst"));
        PROVIDER.subject = "sub-21";
        enter();
        PROVIDER.subject = "sub-22";
        Browser other = new Browser();
        other.get(answered(other.get(BEGIN))).then().statusCode(303);
        Document me = browser.page("/console/me");
        assertThat(me.select("h1").text()).isEqualTo("analysts");
        assertThat(me.select("input[name=session]")).hasSize(1);
        String others = other.page("/console/me").select("input[name=session]").val();
        browser.post("/console/me/sessions/end", Map.of("session", others));
        assertThat(other.get("/console/me").statusCode()).isEqualTo(200);
    }

    @Test
    void peopleOfOneEntryHaveTheirOwnLivePagesEach() throws IOException {
        PROVIDER.loggedIn = claims -> claims.claim("roles", Set.of("Bridge.Analyst"));
        PROVIDER.subject = "sub-31";
        enter();
        PROVIDER.subject = "sub-32";
        Browser other = new Browser();
        other.get(answered(other.get(BEGIN))).then().statusCode(303);
        List<HttpURLConnection> open = new ArrayList<>();
        for (int i = 0; i < LiveStreams.MOST_OF_USER; i++) {
            open.add(watched(browser));
            assertThat(open.get(i).getResponseCode()).isEqualTo(200);
        }
        assertThat(watched(browser).getResponseCode()).isEqualTo(429);
        open.add(watched(other));
        assertThat(open.get(LiveStreams.MOST_OF_USER).getResponseCode()).isEqualTo(200);
        open.forEach(HttpURLConnection::disconnect);
    }

    private static HttpURLConnection watched(Browser viewer) throws IOException {
        HttpURLConnection stream =
                (HttpURLConnection) URI.create("http://localhost:" + RestAssured.port + "/console/jobs")
                        .toURL()
                        .openConnection();
        stream.setRequestProperty("Accept", "text/event-stream");
        stream.setRequestProperty(
                "Cookie",
                viewer.cookies().entrySet().stream()
                        .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                        .collect(Collectors.joining("; ")));
        return stream;
    }

    @Test
    void theAuditTrailNamesThePersonAndNoLogHasAToken() {
        try (LogRecords log = LogRecords.of("")) {
            enter();
            browser.cookies().clear();
            PROVIDER.loggedIn = claims -> claims.claim("nonce", "other");
            assertRefused(answered(browser.get(BEGIN)));
            assertThat(log.messages())
                    .noneMatch(line -> line.contains("eyJ"))
                    .anyMatch(line -> line.contains("auth_success")
                            && line.contains("/console/login/provider/answer")
                            && line.contains("\"person\":\"sub-1@example.com\",\"subject\":\"sub-1\""))
                    .anyMatch(line -> line.contains("auth_failure") && line.contains("provider-login-failed"));
        }
    }

    /** Operators see why: what the provider has answered, in one line, whatever a stranger writes there. */
    @Test
    void whyALogInFailedIsInTheLogWithoutATokenAtAnyLevel() {
        try (LogRecords log = LogRecords.of("")) {
            String answer = answered(browser.get(BEGIN));
            assertRefused(answer.replaceFirst(
                    "code=[^&]+", "error=access_denied&error_description=AADSTS50105%0AERROR%20forged"));
            assertThat(log.messages())
                    .anyMatch(
                            line -> line.contains("error=\"access_denied\" description=\"AADSTS50105 ERROR forged\""));
        }
        assertThat(Logger.getLogger("io.quarkus.oidc.runtime").isLoggable(Level.FINE))
                .as("it writes secrets at DEBUG")
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", ";a=b", "/;a=b"})
    void theSameDoorStandsBeforeEachSpellingOfItsPaths(String end) {
        Response begun =
                browser.asked().header("X-Forwarded-For", "198.51.100.7").get(BEGIN + end);
        assertThat(begun.statusCode()).as(begun.asString()).isIn(403, 404);
        Response answered = browser.asked().get(BEGIN + "/answer" + end + "?code=a&state=b");
        assertThat(answered.statusCode()).as(answered.asString()).isIn(401, 404);
    }

    @Test
    void noPageOfSomebodyElseChoosesTheMomentOfALogIn() {
        for (String site : List.of("cross-site", "same-site")) {
            Response refused = browser.asked().header("Sec-Fetch-Site", site).get(BEGIN);
            assertThat(refused.statusCode()).as(site).isEqualTo(403);
            assertThat(refused.asString()).contains("cross-site-request");
        }
    }

    @Test
    void aSessionThatTheExtensionWouldHaveLeftIsNotLookedAt() {
        String answer = answered(browser.get(BEGIN));
        browser.cookies().put("q_session_console", "made-up");
        Response refused = browser.get(answer);
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.asString()).contains("provider-login-failed", "Delete them");
        assertThat(refused.headers().getValues("Set-Cookie")).noneMatch(cookie -> cookie.contains("bridge-session"));
    }

    @Test
    void nobodyIsSentThereFromAPageThatOthersCanRead() {
        browser.asked()
                .header("X-Forwarded-For", "198.51.100.7")
                .get(BEGIN)
                .then()
                .statusCode(403)
                .body(containsString("login-needs-tls"));
    }

    @Test
    void behindAProxyTheWayBackIsTheOneThatBrowsersKnow() {
        Response sent = proxied().get(BEGIN + "?to=%2Fme");
        assertThat(URLDecoder.decode(sent.header("Location"), StandardCharsets.UTF_8))
                .contains("redirect_uri=https://bridge.example/bridge" + BEGIN + "/answer&");
        List<String> cookies = sent.headers().getValues("Set-Cookie");
        assertThat(cookies).hasSize(2).allSatisfy(cookie -> assertThat(cookie).contains("; Secure"));
        assertThat(cookies).anySatisfy(cookie -> assertThat(cookie).contains("q_auth", "Path=/bridge;"));
        browser.cookies().putAll(sent.cookies());
        String answer = answered(sent).replaceFirst("^https://bridge.example/bridge", "");
        Response in = proxied().get(answer);
        assertThat(in.statusCode()).isEqualTo(303);
        assertThat(in.header("Location")).endsWith("/bridge/console/me").doesNotContain("/bridge/bridge");
        assertThat(in.headers().getValues("Set-Cookie"))
                .anySatisfy(cookie ->
                        assertThat(cookie).startsWith("__Host-bridge-session=").contains("Secure"));
    }

    private RequestSpecification proxied() {
        return browser.asked()
                .header("X-Forwarded-Proto", "https")
                .header("X-Forwarded-Host", "bridge.example")
                .header("X-Forwarded-Prefix", "/bridge");
    }

    private void enter() {
        browser.get(answered(browser.get(BEGIN))).then().statusCode(303);
    }

    /** What the provider sends the browser back with. */
    private static String answered(Response sent) {
        assertThat(sent.statusCode()).as(sent.asString()).isEqualTo(302);
        return given().redirects()
                .follow(false)
                .urlEncodingEnabled(false)
                .get(sent.header("Location"))
                .header("Location");
    }

    private void assertRefused(String answer) {
        Response refused = browser.get(answer);
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.contentType()).startsWith("text/html");
        assertThat(refused.asString()).contains("provider-login-failed").doesNotContain("eyJ");
        assertThat(browser.cookies()).doesNotContainKey("bridge-session");
        assertThat(refused.headers().getValues("Set-Cookie"))
                .noneMatch(cookie -> cookie.startsWith("q_session") || cookie.startsWith("bridge-session"));
    }
}
