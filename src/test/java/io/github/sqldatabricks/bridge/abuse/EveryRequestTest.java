package io.github.sqldatabricks.bridge.abuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.sqldatabricks.bridge.abuse.Operation.Parameter;
import io.github.sqldatabricks.bridge.audit.AuditStore;
import io.github.sqldatabricks.bridge.testing.GuardedSandbox;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every endpoint, parameter and field of the OpenAPI document, with what does not belong there. Who sends it may do nothing, so that
 * whatever is not refused for what it is, is refused in the end. Catches a field that nobody checks, in a new endpoint too; answers
 * that are a server error, tell of the inside or repeat what can do harm; and attempts without a record.
 */
@QuarkusTest
@TestProfile(GuardedSandbox.class)
class EveryRequestTest {

    /** A good body for each endpoint that takes one; only that mallory may not do it. */
    private static final Map<String, String> BODIES = Map.of(
            "POST /extract", "{\"country\": \"bolivia\", \"queries\": [\"customers_by_nation\"]}",
            "POST /sync", event(),
            "POST /sync/events", event());

    /** Parameters that may be any text: they are compared with values, and bound. */
    private static final Set<String> ANY_TEXT = Set.of("GET /audit user", "GET /audit resource");

    /** Fields in which a hostile text can be a good name, of something that mallory may not touch. */
    private static final Set<String> ANY_NAME = Set.of("target_table", "idempotency_token", "Idempotency-Key");

    private static final Map<String, String> SAMPLES = Map.of(
            "string", "\"x y\"",
            "integer", "-7",
            "number", "1.5",
            "boolean", "true",
            "array", "[{\"a\": [null]}]",
            "object", "{\"a\": {\"b\": [1]}}");

    @TestHTTPResource("/")
    URI base;

    @Inject
    AuditStore store;

    private Caller caller;
    private SandboxTables tables;
    private int sent;
    private long recorded;

    @BeforeEach
    void look() {
        caller = new Caller(base);
        tables = new SandboxTables(caller);
        recorded = records();
    }

    @AfterEach
    void nothingWasExecutedAndEverythingWasRecorded() {
        tables.assertUnchanged();
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> assertThat(records() - recorded).isGreaterThanOrEqualTo(sent));
    }

    private long records() {
        return store.after(0, 1_000_000).stream()
                .filter(found -> Set.of("auth_success", "auth_failure")
                        .contains(found.entry().type()))
                .count();
    }

    private static String event() {
        return "{\"operation\": \"UPDATE\", \"source_table\": \"main.sales.changes\", \"target_table\": \"dbo.stock\","
                + " \"primary_keys\": [\"id\"]}";
    }

    private HttpResponse<String> send(Operation operation, String path, Map<String, String> more, String body) {
        sent++;
        Map<String, String> headers = new HashMap<>(Caller.token("mallory"));
        headers.putAll(more);
        return caller.send(operation.method(), path, headers, body);
    }

    private static String body(Operation operation) {
        assertThat(operation.fields().isEmpty() || BODIES.containsKey(operation.toString()))
                .as("%s is new: give it a body in this class", operation)
                .isTrue();
        return BODIES.get(operation.toString());
    }

    /** The good body with one field replaced or added. */
    private static String with(Operation operation, String field, String json) {
        String others = body(operation)
                .replaceAll("\"" + field + "\": (\"[^\"]*\"|\\[[^\\]]*\\]),? ?", "")
                .replaceAll(", ?}$", "}");
        String separator = others.equals("{}") ? "" : ", ";
        return "{\"" + field + "\": " + json + separator + others.substring(1);
    }

    @Test
    void theGoodRequestsAreGoodButForWhoSendsThem() {
        for (Operation operation : caller.operations()) {
            if (body(operation) != null) {
                String code = Caller.assertRefused(
                                send(operation, operation.path(), Map.of(), body(operation)), operation.toString())
                        .getString("code");
                assertThat(code).endsWith("-not-allowed");
            }
        }
    }

    @Test
    void withoutAGoodTokenNothingIsAnswered() {
        for (Operation operation : caller.operations()) {
            if (!operation.path().equals("/")) {
                String path = operation.path().replaceAll("\\{[^}]*}", "x");
                refuses(operation, path, Map.of(), "token-missing");
                refuses(operation, path + ";a=b", Map.of(), "token-missing");
                refuses(operation, path.replaceFirst("/", "/;a/../"), Map.of(), "token-missing");
                refuses(operation, path, Map.of("Authorization", "Bearer token-of-nobody"), "token-unknown");
                refuses(operation, path, Map.of("Authorization", "Bearer ' OR '1'='1"), "token-unknown");
                refuses(operation, path, Map.of("Authorization", "Bearer token-of-ana2"), "token-unknown");
                refuses(operation, path + "?access_token=token-of-ana", Map.of(), "token-missing");
                refuses(
                        operation,
                        path,
                        Map.of("X-Forwarded-User", "ana", "Cookie", "token=token-of-ana"),
                        "token-missing");
            }
        }
    }

    private void refuses(Operation operation, String path, Map<String, String> headers, String code) {
        sent++;
        HttpResponse<String> answer = caller.send(operation.method(), path, headers, body(operation));
        assertThat(answer.statusCode()).as("%s %s", operation.method(), path).isEqualTo(401);
        assertThat(Caller.assertRefused(answer, path).getString("code"))
                .as(path)
                .isEqualTo(code);
    }

    @Test
    void everyParameterRefusesHostileTexts() {
        for (Operation operation : caller.operations()) {
            for (Parameter parameter : operation.parameters()) {
                for (String text : Hostile.TEXTS) {
                    tryParameter(operation, parameter, text);
                }
                for (String number : Hostile.NUMBERS) {
                    // Longer addresses are refused before anybody reads them (TransportIT).
                    tryParameter(operation, parameter, number.substring(0, Math.min(number.length(), 900)));
                }
            }
        }
    }

    private void tryParameter(Operation operation, Parameter parameter, String text) {
        String what = operation + " " + parameter.name() + "=" + text;
        HttpResponse<String> answer = switch (parameter.in()) {
            case "path" ->
                send(
                        operation,
                        operation.path().replace("{" + parameter.name() + "}", Caller.encoded(text)),
                        Map.of(),
                        null);
            case "query" ->
                send(
                        operation,
                        operation.path() + "?" + parameter.name() + "=" + Caller.encoded(text),
                        Map.of(),
                        body(operation));
            case "header" -> inHeader(operation, parameter, text);
            default -> throw new AssertionError("a place for parameters that this class does not know: " + what);
        };
        if (answer != null && ANY_TEXT.contains(operation + " " + parameter.name())) {
            Caller.assertHarmless(answer, what);
            assertThat(answer.statusCode()).as(what).isEqualTo(200);
        } else if (answer != null) {
            assertOwnRefusal(answer, parameter.name(), what);
        }
    }

    /** Others, no client can send: see {@link RawRequestTest}. */
    private HttpResponse<String> inHeader(Operation operation, Parameter parameter, String text) {
        boolean possible = text.chars().allMatch(c -> c >= ' ' && c < 127);
        return possible ? send(operation, operation.path(), Map.of(parameter.name(), text), body(operation)) : null;
    }

    /** Refused for what it is, and not only because mallory may do nothing. */
    private static void assertOwnRefusal(HttpResponse<String> answer, String field, String what) {
        Caller.assertRefused(answer, what);
        if (!ANY_NAME.contains(field)) {
            assertThat(answer.statusCode()).as("%s -> %s", what, answer.body()).isIn(400, 404, 414, 431);
        }
    }

    @Test
    void everyFieldRefusesOtherTypes() {
        for (Operation operation : caller.operations()) {
            operation
                    .fields()
                    .forEach((field, type) -> SAMPLES.forEach((other, json) -> {
                        if (!type.isEmpty()
                                && !type.equals(other)
                                && !(field.equals("created_at") && isNumber(other))) {
                            String body = with(operation, field, json);
                            HttpResponse<String> answer = send(operation, operation.path(), Map.of(), body);
                            Caller.assertRefused(answer, body);
                            assertThat(answer.statusCode())
                                    .as("%s -> %s", body, answer.body())
                                    .isEqualTo(400);
                        }
                    }));
        }
    }

    /** A time may also be the seconds since 1970. */
    private static boolean isNumber(String type) {
        return type.equals("integer") || type.equals("number");
    }

    @Test
    void everyFieldRefusesHostileTexts() {
        for (Operation operation : caller.operations()) {
            operation.fields().forEach((field, type) -> {
                for (String text : Hostile.TEXTS) {
                    if (type.equals("string")) {
                        refusesField(operation, field, Json.text(text));
                    } else if (type.equals("array") && !field.equals("primary_keys")) {
                        refusesField(operation, field, "[" + Json.text(text) + "]");
                    }
                }
            });
        }
    }

    private void refusesField(Operation operation, String field, String json) {
        String body = with(operation, field, json);
        assertOwnRefusal(send(operation, operation.path(), Map.of(), body), field, body);
    }

    @Test
    void everyFieldSurvivesNumbersThatAreShortHereAndEndlessElsewhere() {
        for (Operation operation : caller.operations()) {
            operation.fields().forEach((field, type) -> {
                for (String number : Hostile.NUMBERS) {
                    String list = "[1, " + number + "]";
                    for (String json : List.of(number, list, "{\"a\": " + number + "}", "{\"a\": " + list + "}")) {
                        String body = with(operation, field, json);
                        Caller.assertRefused(send(operation, operation.path(), Map.of(), body), body);
                    }
                }
            });
        }
    }

    @Test
    void everyFieldRefusesDepthAndWhatIsNoText() {
        for (Operation operation : caller.operations()) {
            operation.fields().forEach((field, type) -> {
                for (String json : List.of(
                        Hostile.nested(10_000),
                        Hostile.nestedObjects(10_000),
                        "{\"a\": 1, \"a\": 2}",
                        "{\"a\": " + Hostile.nested(10_000) + "}")) {
                    assertThat(send(operation, operation.path(), Map.of(), with(operation, field, json))
                                    .statusCode())
                            .as("%s %s", operation, field)
                            .isEqualTo(400);
                }
                String half = with(operation, field, Hostile.HALF_A_PAIR);
                Caller.assertRefused(send(operation, operation.path(), Map.of(), half), half);
                for (String json : List.of(
                        "{\"a\": " + Hostile.HALF_A_PAIR + "}",
                        "{" + Hostile.HALF_A_PAIR + ": 1}",
                        "[" + Hostile.HALF_A_PAIR + "]")) {
                    String body = with(operation, field, json);
                    Caller.assertRefused(send(operation, operation.path(), Map.of(), body), body);
                }
            });
        }
    }

    @Test
    void unknownFieldsAreNamedWithoutHarm() {
        for (Operation operation : caller.operations()) {
            if (body(operation) != null) {
                for (String text : Hostile.TEXTS) {
                    unknownField(operation, Json.text(text));
                }
                unknownField(operation, Hostile.HALF_A_PAIR);
            }
        }
    }

    private void unknownField(Operation operation, String name) {
        String body = "{" + name + ": 1, " + body(operation).substring(1);
        assertThat(Caller.assertRefused(send(operation, operation.path(), Map.of(), body), body)
                        .getString("code"))
                .isIn("unknown-field", "malformed-json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "1",
                "\"x\"",
                "{",
                "}",
                "{}{}",
                "\u0000",
                "\ufeff{}",
                "{'a': 1}",
                "{a: 1}",
                "/**/{}"
            })
    void aBodyThatIsNoObjectIsRefused(String body) {
        for (Operation operation : caller.operations()) {
            if (body(operation) != null) {
                assertThat(send(operation, operation.path(), Map.of(), body).statusCode())
                        .isEqualTo(400);
            }
        }
    }

    @Test
    void bytesThatAreNoUtf8AreRefused() {
        for (Operation operation : caller.operations()) {
            if (body(operation) != null) {
                // Overlong slash, half of a pair, beyond Unicode, a byte that never occurs, UTF-16.
                for (String bytes : List.of(
                        "\u00c0\u00af", "\u00ed\u00a0\u0080", "\u00f5\u0080\u0080\u0080", "\u00ff", "\u0000a")) {
                    sent++;
                    String body = with(
                            operation, operation.fields().keySet().iterator().next(), "\"" + bytes + "\"");
                    HttpRequest.BodyPublisher publisher =
                            HttpRequest.BodyPublishers.ofByteArray(body.getBytes(StandardCharsets.ISO_8859_1));
                    Caller.assertRefused(
                            caller.send(operation.method(), operation.path(), Caller.token("mallory"), publisher),
                            body);
                }
            }
        }
    }

    @Test
    void aBodyThatIsTooLargeIsRefusedWhetherItSaysSoOrNot() {
        String large = "{\"a\": \"" + "x".repeat(2_000_000) + "\"}";
        for (Operation operation : caller.operations()) {
            if (operation.method().equals("POST")) {
                HttpResponse<String> said = caller.send(
                        "POST", operation.path().replaceAll("\\{[^}]*}", "x"), Caller.token("mallory"), large);
                assertThat(Caller.assertRefused(said, operation.toString()).getString("code"))
                        .isEqualTo("body-too-large");
                HttpRequest.BodyPublisher unsaid = HttpRequest.BodyPublishers.ofInputStream(
                        () -> new ByteArrayInputStream(large.getBytes(StandardCharsets.US_ASCII)));
                if (body(operation) != null) {
                    // Quarkus itself may end it, with a status and nothing else.
                    HttpResponse<String> ended = caller.send("POST", operation.path(), Caller.token("mallory"), unsaid);
                    assertThat(ended.statusCode()).isIn(400, 413);
                    Caller.assertHarmless(ended, operation.toString());
                }
            }
        }
    }
}
