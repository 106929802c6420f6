package io.github.sqldatabricks.bridge.console;

import static io.restassured.RestAssured.given;

import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;

/** Asks for pages as a browser does, with its cookies and the headers that tell where a request comes from; follows nothing. */
public final class Browser {

    private final Map<String, String> cookies = new HashMap<>();

    /** One that has logged in. */
    public static Browser of(String user) {
        Browser browser = new Browser();
        browser.post("/console/login", Map.of("token", "token-of-" + user))
                .then()
                .statusCode(303);
        return browser;
    }

    /** Asks for a page. */
    public Response get(String path) {
        return keep(asked().get(path));
    }

    /** Asks for a page and reads it. */
    public Document page(String path) {
        Response answer = get(path);
        answer.then().statusCode(200).contentType("text/html");
        return Jsoup.parse(answer.asString());
    }

    /** Sends a form of one of our pages. */
    public Response post(String path, Map<String, ?> fields) {
        return keep(asked().header("Sec-Fetch-Site", "same-origin")
                .contentType("application/x-www-form-urlencoded; charset=UTF-8")
                .body(encoded(fields))
                .post(path));
    }

    private static String encoded(Map<String, ?> fields) {
        return fields.entrySet().stream()
                .flatMap(field -> (field.getValue() instanceof List<?> several ? several : List.of(field.getValue()))
                        .stream()
                                .map(value -> field.getKey() + "="
                                        + URLEncoder.encode(value.toString(), StandardCharsets.UTF_8)))
                .collect(Collectors.joining("&"));
    }

    /** A request with the cookies. */
    public RequestSpecification asked() {
        return given().redirects()
                .follow(false)
                .urlEncodingEnabled(false)
                .header("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
                .cookies(cookies);
    }

    /** What the server has set. */
    public Map<String, String> cookies() {
        return cookies;
    }

    private Response keep(Response answer) {
        answer.cookies().forEach((name, value) -> {
            if (value.isEmpty()) {
                cookies.remove(name);
            } else {
                cookies.put(name, value);
            }
        });
        return answer;
    }
}
