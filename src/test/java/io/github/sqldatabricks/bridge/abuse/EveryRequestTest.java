package io.github.sqldatabricks.bridge.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.abuse.Operation.Parameter;
import io.github.sqldatabricks.bridge.testing.GuardedSandbox;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Every endpoint and parameter of the OpenAPI document, with what does not belong there. Catches a door without a lock, a parameter that
 * nobody checks, in a new endpoint too; answers that are a server error, tell of the inside or repeat what can do harm; and attempts
 * without a record.
 */
@QuarkusTest
@TestProfile(GuardedSandbox.class)
class EveryRequestTest extends Mallory {

    /** Parameters that may be any text: they are compared with values, and bound. */
    private static final Set<String> ANY_TEXT = Set.of(
            "GET /audit user",
            "GET /audit resource",
            "GET /jobs owner",
            "GET /sync/events user",
            "GET /sync/events error_code");

    /** Parameters for which a hostile text can be a good name, of something that is not there. */
    private static final Set<String> ANY_NAME =
            Set.of("GET /jobs country", "GET /jobs query", "GET /sync/events target", "GET /sync/events source");

    @Test
    void theGoodRequestsAreGoodButForWhoSendsThem() {
        for (Operation operation : caller.operations()) {
            // That one answers for each event by itself (EventListTest).
            if (body(operation) != null && !operation.path().equals("/sync/events/retry")) {
                String code = Caller.assertRefused(
                                send(operation, operation.anyPath(), Map.of(), body(operation)), operation.toString())
                        .path("code")
                        .asText();
                assertThat(code).matches(".*-not-allowed|unknown-job|unknown-replication");
            }
        }
    }

    @Test
    void withoutAGoodTokenNothingIsAnswered() {
        for (Operation operation : caller.operations()) {
            if (!operation.path().equals("/")) {
                String path = operation.anyPath();
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
        assertThat(Caller.assertRefused(answer, path).path("code").asText())
                .as(path)
                .isEqualTo(code);
    }

    @Test
    void everyParameterRefusesHostileTexts() {
        for (Operation operation : caller.operations()) {
            for (Parameter parameter : operation.parameters()) {
                for (String text : Hostile.texts()) {
                    tryParameter(operation, parameter, text);
                }
                for (String number : Hostile.numbers()) {
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
                        operation
                                .path()
                                .replace("{" + parameter.name() + "}", Caller.encoded(text))
                                .replaceAll("\\{[a-z]+}", "x"),
                        Map.of(),
                        null);
            case "query" ->
                send(
                        operation,
                        operation.anyPath() + "?" + parameter.name() + "=" + Caller.encoded(text),
                        Map.of(),
                        body(operation));
            case "header" -> inHeader(operation, parameter, text);
            default -> throw new AssertionError("a place for parameters that this class does not know: " + what);
        };
        String name = operation + " " + parameter.name();
        boolean taken = answer != null && answer.statusCode() == 200 && ANY_NAME.contains(name);
        if (answer != null && (taken || ANY_TEXT.contains(name))) {
            Caller.assertHarmless(answer, what);
            assertThat(answer.statusCode()).as(what).isEqualTo(200);
        } else if (answer != null) {
            assertOwnRefusal(answer, parameter.name(), what);
        }
    }

    /** Others, no client can send: see {@link RawRequestTest}. */
    private HttpResponse<String> inHeader(Operation operation, Parameter parameter, String text) {
        boolean possible = text.chars().allMatch(c -> c >= ' ' && c < 127);
        return possible ? send(operation, operation.anyPath(), Map.of(parameter.name(), text), body(operation)) : null;
    }
}
