package io.github.sqldatabricks.bridge.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.testing.ProvidedService;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The console where a trusted proxy shows it below a path and ends TLS. Catches an address that lacks that path or has it twice, and a
 * session that is not kept to TLS.
 */
@QuarkusTest
@TestProfile(ProvidedService.class)
class BehindAProxyTest {

    private static final String PREFIX = "/bridge";

    @Test
    void logInAndItsWaysStayBelowThePathOnce() {
        Response asked = asked(new Browser()).get("/console/me?a=b");
        assertThat(asked.statusCode()).isEqualTo(303);
        assertThat(path(asked)).isEqualTo("/bridge/console/login?to=%2Fme%3Fa%3Db");

        Document login = Jsoup.parse(
                asked(new Browser()).get("/console/login?to=%2Fme%3Fa%3Db").asString());
        assertThat(login.select("form").attr("action")).isEqualTo("/bridge/console/login");
        assertThat(login.select("link[rel=stylesheet]").attr("href")).startsWith("/bridge/console/assets/");
        assertThat(login.select("body").attr("data-base")).isEqualTo("/bridge/console");

        Browser browser = new Browser();
        Response in = asked(browser)
                .header("Sec-Fetch-Site", "same-origin")
                .contentType("application/x-www-form-urlencoded")
                .body("token=token-of-one&to=%2Fme%3Fa%3Db")
                .post("/console/login");
        assertThat(in.statusCode()).as(in.asString()).isEqualTo(303);
        assertThat(path(in)).isEqualTo("/bridge/console/me?a=b");
        assertThat(in.header("Set-Cookie")).startsWith("__Host-bridge-session=").contains("Secure");

        browser.cookies().putAll(in.cookies());
        Document me = Jsoup.parse(asked(browser).get("/console/me").asString());
        assertThat(me.select("h1").text()).isEqualTo("one");
        assertThat(me.select("nav a").eachAttr("href"))
                .isNotEmpty()
                .allSatisfy(
                        link -> assertThat(link).startsWith("/bridge/console/").doesNotContain("/bridge/bridge"));

        Response out = asked(browser)
                .header("Sec-Fetch-Site", "same-origin")
                .contentType("application/x-www-form-urlencoded")
                .post("/console/logout");
        assertThat(path(out)).isEqualTo("/bridge/console/login");
    }

    @ParameterizedTest
    @MethodSource("io.github.sqldatabricks.bridge.console.Addresses#pages")
    void everyAddressOfAPageIsBelowThePathOnce(String page) {
        Browser browser = new Browser();
        browser.cookies()
                .putAll(form(browser)
                        .body("token=token-of-all&to=%2F")
                        .post("/console/login")
                        .cookies());
        Response shown = asked(browser).get(page);
        assertThat(shown.contentType()).startsWith("text/html");
        Addresses.assertBelow(PREFIX, shown);
    }

    /** The proxy has another name than the service; what a browser says of itself is the proxy's. */
    @Test
    void aFormComesFromTheNameThatTheProxyTells() {
        for (String origin : new String[] {"http://bridge.example", "https://localhost", "https://evil.example"}) {
            asked(new Browser())
                    .header("Origin", origin)
                    .contentType("application/x-www-form-urlencoded")
                    .body("token=token-of-one")
                    .post("/console/login")
                    .then()
                    .statusCode(403);
        }
        asked(new Browser())
                .header("Origin", "https://bridge.example")
                .contentType("application/x-www-form-urlencoded")
                .body("token=token-of-one")
                .post("/console/login")
                .then()
                .statusCode(303);
    }

    private static RequestSpecification form(Browser browser) {
        return asked(browser).header("Sec-Fetch-Site", "same-origin").contentType("application/x-www-form-urlencoded");
    }

    /** What a browser finds the page under, whether the address is whole or only a path. */
    private static String path(Response answer) {
        return answer.header("Location").replaceFirst("^https://bridge\\.example", "");
    }

    private static RequestSpecification asked(Browser browser) {
        return browser.asked()
                .header("X-Forwarded-Proto", "https")
                .header("X-Forwarded-Host", "bridge.example")
                .header("X-Forwarded-Prefix", PREFIX);
    }
}
