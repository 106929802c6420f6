package io.github.sqldatabricks.bridge.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Sends requests as they are, and looks at answers with suspicion. */
final class Caller {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

    private final HttpClient client = HttpClient.newHttpClient();
    private final String base;

    Caller(URI base) {
        this.base = base.toString().replaceAll("/$", "");
    }

    /** All that the service says it has, but what only tests have added. */
    List<Operation> operations() {
        JsonPath document = new JsonPath(get("/openapi?format=json", Map.of()).body());
        Map<String, Map<String, Map<String, Object>>> paths = document.getMap("paths");
        Map<String, Object> schemas = document.getMap("components.schemas");
        List<Operation> operations = new ArrayList<>();
        paths.forEach((path, methods) -> methods.forEach((method, described) -> {
            if (Set.of("get", "post", "put", "patch", "delete").contains(method) && !path.startsWith("/test/")) {
                operations.add(Operation.of(method.toUpperCase(Locale.ROOT), path, described, schemas));
            }
        }));
        return operations;
    }

    HttpResponse<String> get(String path, Map<String, String> headers) {
        return send("GET", path, headers, HttpRequest.BodyPublishers.noBody());
    }

    HttpResponse<String> send(String method, String path, Map<String, String> headers, String body) {
        HttpRequest.BodyPublisher publisher =
                body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body);
        return send(method, path, headers, publisher);
    }

    HttpResponse<String> send(String method, String path, Map<String, String> headers, HttpRequest.BodyPublisher body) {
        return send(method, path, headers, "application/json", body);
    }

    /** Runs a statement in the sandbox's SQL Server. */
    HttpResponse<String> sql(String statement, String user) {
        return send(
                "POST",
                "/sandbox/sqlserver",
                token(user),
                "application/sql",
                HttpRequest.BodyPublishers.ofString(statement));
    }

    private HttpResponse<String> send(
            String method,
            String path,
            Map<String, String> headers,
            String contentType,
            HttpRequest.BodyPublisher body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .version(HttpClient.Version.HTTP_1_1)
                .timeout(PATIENCE)
                .header("Content-Type", contentType)
                .method(method, body);
        headers.forEach(request::header);
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(method + " " + path + " got no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for an answer", e);
        }
    }

    static Map<String, String> token(String user) {
        return Map.of("Authorization", "Bearer token-of-" + user);
    }

    /** As one part of an address. */
    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** The answer is a problem with a code, of a status between 400 and 499, and tells and repeats nothing that can do harm. */
    static JsonNode assertRefused(HttpResponse<String> answer, String what) {
        assertThat(answer.statusCode()).as("%s -> %s", what, answer.body()).isBetween(400, 499);
        assertThat(answer.headers().firstValue("Content-Type").orElse(""))
                .as(what)
                .startsWith("application/problem+json");
        JsonNode problem = Json.read(answer.body());
        assertThat(problem.path("code").asText()).as(what).isNotBlank();
        assertThat(problem.path("detail").asText()).as(what).isNotBlank().hasSizeLessThan(1_000);
        assertHarmless(answer, what);
        return problem;
    }

    /** Whatever the answer is, it is made neither of the inside nor of characters that nobody sees. */
    static void assertHarmless(HttpResponse<String> answer, String what) {
        assertThat(answer.statusCode()).as("%s -> %s", what, answer.body()).isLessThan(500);
        assertThat(answer.body()).as(what).doesNotContain("Exception", "\tat ", "io.github", "com.fasterxml");
        assertThat(INVISIBLE.matcher(answer.body()).find())
                .as("%s: invisible in %s", what, answer.body())
                .isFalse();
        assertThat(answer.headers().map()).as(what).doesNotContainKeys("X-Injected", "x-injected");
    }
}
