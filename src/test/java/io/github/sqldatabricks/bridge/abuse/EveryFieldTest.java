package io.github.sqldatabricks.bridge.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.testing.GuardedSandbox;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Every field of the OpenAPI document, with what does not belong there. Catches one that nobody checks, in a new endpoint too, and answers
 * that are a server error, tell of the inside or repeat what can do harm.
 */
@QuarkusTest
@TestProfile(GuardedSandbox.class)
class EveryFieldTest extends Mallory {

    private static final Map<String, String> SAMPLES = Map.of(
            "string", "\"x y\"",
            "integer", "-7",
            "number", "1.5",
            "boolean", "true",
            "array", "[{\"a\": [null]}]",
            "object", "{\"a\": {\"b\": [1]}}");

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
                            HttpResponse<String> answer = send(operation, operation.anyPath(), Map.of(), body);
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
                for (String text : Hostile.texts()) {
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
        assertOwnRefusal(send(operation, operation.anyPath(), Map.of(), body), field, body);
    }

    @Test
    void everyFieldSurvivesNumbersThatAreShortHereAndEndlessElsewhere() {
        for (Operation operation : caller.operations()) {
            operation.fields().forEach((field, type) -> {
                for (String number : Hostile.numbers()) {
                    String list = "[1, " + number + "]";
                    for (String json : List.of(number, list, "{\"a\": " + number + "}", "{\"a\": " + list + "}")) {
                        String body = with(operation, field, json);
                        Caller.assertRefused(send(operation, operation.anyPath(), Map.of(), body), body);
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
                    assertThat(send(operation, operation.anyPath(), Map.of(), with(operation, field, json))
                                    .statusCode())
                            .as("%s %s", operation, field)
                            .isEqualTo(400);
                }
                String half = with(operation, field, Hostile.HALF_A_PAIR);
                Caller.assertRefused(send(operation, operation.anyPath(), Map.of(), half), half);
                for (String json : List.of(
                        "{\"a\": " + Hostile.HALF_A_PAIR + "}",
                        "{" + Hostile.HALF_A_PAIR + ": 1}",
                        "[" + Hostile.HALF_A_PAIR + "]")) {
                    String body = with(operation, field, json);
                    Caller.assertRefused(send(operation, operation.anyPath(), Map.of(), body), body);
                }
            });
        }
    }

    @Test
    void unknownFieldsAreNamedWithoutHarm() {
        for (Operation operation : caller.operations()) {
            if (body(operation) != null) {
                for (String text : Hostile.texts()) {
                    unknownField(operation, Json.text(text));
                }
                unknownField(operation, Hostile.HALF_A_PAIR);
            }
        }
    }

    private void unknownField(Operation operation, String name) {
        String body = "{" + name + ": 1, " + body(operation).substring(1);
        assertThat(Caller.assertRefused(send(operation, operation.anyPath(), Map.of(), body), body)
                        .path("code")
                        .asText())
                .isIn("unknown-field", "malformed-json", "invalid-state");
    }
}
