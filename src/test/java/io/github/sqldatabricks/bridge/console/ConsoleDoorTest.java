package io.github.sqldatabricks.bridge.console;

import static io.github.sqldatabricks.bridge.testing.Users.as;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;

import io.github.sqldatabricks.bridge.testing.GuardedService;
import io.github.sqldatabricks.bridge.testing.LogRecords;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Who gets into the console, by real HTTP. Catches a page that opens without a session, a cookie that opens REST, a form of another site
 * that is taken, a token that comes back, and an address that leads away.
 */
@QuarkusTest
@TestProfile(GuardedService.class)
class ConsoleDoorTest {

    private static final String FORM = "application/x-www-form-urlencoded";

    @ParameterizedTest
    @ValueSource(
            strings = {"/console/me", "/console/", "/console", "/console/no-such-page", "/console/jobs?state=failed"})
    void withoutASessionEveryPageLeadsToTheLogInAndBack(String path) {
        Response answer = new Browser().get(path);
        assertThat(answer.statusCode()).isEqualTo(303);
        String back = path.substring("/console".length())
                .replace("/", "%2F")
                .replace("?", "%3F")
                .replace("=", "%3D");
        assertThat(answer.header("Location")).endsWith("/console/login?to=" + back);
        assertThat(answer.cookies()).isEmpty();
    }

    @Test
    void theRightTokenOpensThePageThatWasAskedFor() {
        Browser browser = new Browser();
        assertThat(browser.page("/console/login?to=%2Fme")
                        .select("input[name=to]")
                        .val())
                .isEqualTo("/me");
        Response in = browser.post("/console/login", Map.of("token", "token-of-ana", "to", "/me"));
        assertThat(in.statusCode()).isEqualTo(303);
        assertThat(in.header("Location")).endsWith("/console/me");
        String cookie = in.header("Set-Cookie");
        assertThat(cookie).startsWith("bridge-session=").contains("HttpOnly", "SameSite=Lax", "Path=/");
        assertThat(cookie).doesNotContain("token-of-ana");
        assertThat(browser.page("/console/me").select("h1").text()).isEqualTo("ana");
    }

    @Test
    void aHeaderOfWhoIsNoTrustedProxyMakesNoSafeWay() {
        Response in = given().redirects()
                .follow(false)
                .header("Sec-Fetch-Site", "same-origin")
                .header("X-Forwarded-Proto", "https")
                .contentType(FORM)
                .body("token=token-of-ana")
                .post("/console/login");
        assertThat(in.statusCode()).isEqualTo(403);
        assertThat(in.cookies()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"token-of-nobody", "token-of-old", "", "<script>alert(1)</script>", "token-of-ana\u0000"})
    void aWrongTokenIsSaidCountedAndNotRepeated(String token) {
        try (LogRecords audit = LogRecords.of("bridge.audit")) {
            Response answer = new Browser().post("/console/login", Map.of("token", token, "to", "/me"));
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.asString()).contains("role=\"alert\"");
            if (!token.isEmpty()) {
                assertThat(answer.asString()).doesNotContain(token);
            }
            assertThat(answer.cookies()).isEmpty();
            assertThat(audit.messages()).anySatisfy(line -> assertThat(line).contains("auth_failure"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//evil.example",
                "https://evil.example",
                "/\\evil.example",
                "javascript:alert(1)",
                "/a\nb",
                "me",
                "/../../jobs"
            })
    void noAddressLeadsOutOfTheConsole(String to) {
        Response in = new Browser().post("/console/login", Map.of("token", "token-of-ana", "to", to));
        assertThat(in.statusCode()).isEqualTo(303);
        assertThat(in.header("Location")).matches("/console/[^/]?.*").doesNotContain("evil");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/console/jobs?country=a|b",
                "/console/jobs?x={^}",
                "/console/jobs/a%20b",
                "/console/me?a=%zz",
                "/console/jobs?q=\\"
            })
    void anAddressOfWhateverCharactersIsNoDefect(String path) throws IOException {
        // Some are refused by the HTTP layer already; none may reach the log as a defect.
        assertThat(raw("GET", path, "", "text/html")).startsWith("HTTP/1.1").doesNotContain("HTTP/1.1 5");
        String cookie = "bridge-session=" + Browser.of("ana").cookies().get("bridge-session");
        assertThat(raw("GET", path, cookie, "text/html")).doesNotContain("HTTP/1.1 5");
        assertThat(new Browser()
                        .post("/console/login", Map.of("token", "token-of-ana", "to", "/ a|b"))
                        .header("Location"))
                .isEqualTo("/console/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEAD", "GET"})
    void whoAcceptsAnythingGetsThePageAndNoStream(String method) throws IOException {
        String cookie = "bridge-session=" + Browser.of("ana").cookies().get("bridge-session");
        assertThat(raw(method, "/console/jobs", cookie, "*/*").toLowerCase(Locale.ROOT))
                .startsWith("http/1.1 200")
                .contains("content-type: text/html");
        assertThat(raw("HEAD", "/console/jobs", cookie, "text/event-stream")).startsWith("HTTP/1.1");
    }

    @Test
    void whoComesThroughAProxyIsNotOnThisMachine() {
        Browser browser = new Browser();
        assertThat(browser.asked()
                        .header("X-Forwarded-For", "198.51.100.7")
                        .get("/console/login")
                        .asString())
                .contains("plain HTTP")
                .doesNotContain("type=\"password\"");
        browser.asked()
                .header("Via", "1.1 proxy")
                .header("Sec-Fetch-Site", "same-origin")
                .contentType(FORM)
                .body("token=token-of-ana")
                .post("/console/login")
                .then()
                .statusCode(403)
                .body(containsString("login-needs-tls"));
    }

    @Test
    void cookiesThatAreMadeUpAreCounted() {
        try (LogRecords audit = LogRecords.of("bridge.audit")) {
            given().redirects()
                    .follow(false)
                    .cookie("bridge-session", "A".repeat(43))
                    .get("/console/me")
                    .then()
                    .statusCode(303);
            assertThat(audit.messages()).anySatisfy(line -> assertThat(line).contains("auth_failure"));
        }
    }

    /** What a client would encode is sent as it is. The server closes the connection. */
    private static String raw(String method, String path, String cookie, String accept) throws IOException {
        try (Socket socket = new Socket("localhost", io.restassured.RestAssured.port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write((method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAccept: "
                                    + accept + "\r\n" + (cookie.isEmpty() ? "" : "Cookie: " + cookie + "\r\n") + "\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    void theCookieOpensNothingButTheConsole() {
        Browser browser = Browser.of("ana");
        given().cookies(browser.cookies()).get("/jobs").then().statusCode(401);
        given().cookies(browser.cookies()).get("/whoami").then().statusCode(401);
        given().header("Authorization", "Bearer token-of-ana")
                .header("Accept", "text/html")
                .redirects()
                .follow(false)
                .get("/console/me")
                .then()
                .statusCode(303);
    }

    @Test
    void logOutEndsTheSessionOnTheServer() {
        Browser browser = Browser.of("ana");
        Map<String, String> stolen = Map.copyOf(browser.cookies());
        browser.post("/console/logout", Map.of()).then().statusCode(303);
        assertThat(browser.cookies()).isEmpty();
        given().redirects()
                .follow(false)
                .cookies(stolen)
                .get("/console/me")
                .then()
                .statusCode(303)
                .header("Location", containsString("/console/login"));
    }

    @Test
    void aSessionIsListedAndEndedFromAnotherOne() {
        Browser here = Browser.of("ben");
        Browser there = Browser.of("ben");
        Document page = here.page("/console/me");
        String other = page.select("tr:not(:contains(this one)) input[name=session]")
                .first()
                .val();
        here.post("/console/me/sessions/end", Map.of("session", other)).then().statusCode(303);
        assertThat(there.get("/console/me").statusCode()).isEqualTo(303);
        assertThat(here.get("/console/me").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cross-site", "same-site", "none", "nonsense"})
    void whatAnotherSiteSendsIsRefused(String site) {
        Browser browser = Browser.of("ana");
        for (String path : new String[] {"/console/logout", "/console/login", "/console/me/sessions/end"}) {
            browser.asked()
                    .header("Sec-Fetch-Site", site)
                    .contentType(FORM)
                    .formParam("token", "token-of-ana")
                    .post(path)
                    .then()
                    .statusCode(403)
                    .contentType("text/html")
                    .body(containsString("cross-site-request"));
        }
        assertThat(browser.get("/console/me").statusCode()).isEqualTo(200);
    }

    /** The path decides nothing: what is refused at the door is not looked at. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/console/jobs",
                "/console/jobs/some-job/cancel",
                "/console/jobs/some-job/retry",
                "/console/extract",
                "/console/extract/check",
                "/console/events",
                "/console/events/some-event/retry",
                "/console/blocked",
                "/console/replications/some/run",
                "/console/audit/verify",
                "/console/no-such-page"
            })
    void noFormOfAnotherPlaceIsTaken(String path) {
        Browser browser = Browser.of("eve");
        for (String site : new String[] {"cross-site", "same-site", ""}) {
            RequestSpecification asked = browser.asked().contentType(FORM);
            (site.isEmpty() ? asked : asked.header("Sec-Fetch-Site", site))
                    .post(path)
                    .then()
                    .statusCode(403)
                    .body(containsString("cross-site-request"));
        }
    }

    @Test
    void aFormThatIsSentAgainAfterTheSessionHasEndedDoesNothing() {
        Browser browser = Browser.of("ana");
        Browser stolen = new Browser();
        stolen.cookies().putAll(browser.cookies());
        String there = "/Volumes/main/bridge/" + UUID.randomUUID();
        Map<String, String> form = Map.of("country", "bolivia", "query", "q1", "p.b", "1", "destination", there);
        browser.post("/console/logout", Map.of()).then().statusCode(303);
        Response replayed = stolen.post("/console/extract", form);
        assertThat(replayed.statusCode()).isEqualTo(303);
        assertThat(replayed.header("Location")).endsWith("/console/login");
        assertThat(as("ana").get("/jobs?limit=1000").asString()).doesNotContain(there);
    }

    @Test
    void whatDoesNotSayWhereItComesFromIsRefusedUnlessItsOriginIsOurs() {
        Browser browser = Browser.of("ana");
        browser.asked().contentType(FORM).post("/console/logout").then().statusCode(403);
        browser.asked()
                .header("Origin", "null")
                .contentType(FORM)
                .post("/console/logout")
                .then()
                .statusCode(403);
        browser.asked()
                .header("Origin", "http://evil.example")
                .contentType(FORM)
                .post("/console/logout")
                .then()
                .statusCode(403);
        browser.asked()
                .header("Origin", "http://localhost:" + io.restassured.RestAssured.port)
                .contentType(FORM)
                .post("/console/logout")
                .then()
                .statusCode(303);
    }

    @Test
    void pagesMayNotBeFramedAndRunOurScriptOnly() {
        Response page = Browser.of("ana").get("/console/me");
        String policy = page.header("Content-Security-Policy");
        assertThat(policy)
                .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "trusted-types bridge")
                .doesNotContain("unsafe");
        assertThat(page.header("Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
        assertThat(page.header("Cache-Control")).isEqualTo("no-store");
        assertThat(page.asString()).doesNotContain("style=", "onclick=", "<script>");
        assertThat(given().get("/").header("Content-Security-Policy"))
                .isEqualTo("default-src 'none'; frame-ancestors 'none'");
    }

    @Test
    void theFilesOfPagesAreKeptForGoodAndCompressed() {
        Document page = new Browser().page("/console/login");
        String script = page.select("script").attr("src");
        String style = page.select("link[rel=stylesheet]").attr("href");
        for (String path :
                new String[] {script, style, page.select("link[rel=icon]").attr("href")}) {
            Response file = given().get(path);
            assertThat(file.statusCode()).isEqualTo(200);
            assertThat(file.header("Cache-Control")).contains("immutable");
            assertThat(file.header("Content-Encoding")).isEqualTo("gzip");
            assertThat(given().header("Accept-Encoding", "identity").get(path).asString())
                    .isEqualTo(file.asString());
        }
        new Browser()
                .get(script.replaceFirst("[0-9a-f]{12}", "000000000000"))
                .then()
                .statusCode(404);
    }

    @Test
    void anErrorIsAPageForABrowserAndAProblemForAProgram() {
        Browser browser = Browser.of("ana");
        browser.get("/console/no-such-page")
                .then()
                .statusCode(404)
                .contentType("text/html")
                .body(containsString("unknown-path"), not(containsString("application/problem")));
        given().cookies(browser.cookies())
                .header("Accept", "application/json")
                .get("/console/no-such-page")
                .then()
                .statusCode(404)
                .contentType("application/problem+json");
    }
}
