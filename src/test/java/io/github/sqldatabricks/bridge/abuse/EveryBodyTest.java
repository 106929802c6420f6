package io.github.sqldatabricks.bridge.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.testing.GuardedSandbox;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that can't be read, for every endpoint of the OpenAPI document. Catches one that is half read, or taken for another. */
@QuarkusTest
@TestProfile(GuardedSandbox.class)
class EveryBodyTest extends Mallory {

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
                int status =
                        send(operation, operation.anyPath(), Map.of(), body).statusCode();
                // Behind a byte order mark there is an object, which is enough where no field is needed (RFC 8259,
                // section 8.1).
                assertThat(status).as("%s %s", operation, body).isIn(400, body.equals("\ufeff{}") ? 404 : 400);
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
                            caller.send(operation.method(), operation.anyPath(), Caller.token("mallory"), publisher),
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
                HttpResponse<String> said = caller.send("POST", operation.anyPath(), Caller.token("mallory"), large);
                assertThat(Caller.assertRefused(said, operation.toString())
                                .path("code")
                                .asText())
                        .isEqualTo("body-too-large");
                HttpRequest.BodyPublisher unsaid = HttpRequest.BodyPublishers.ofInputStream(
                        () -> new ByteArrayInputStream(large.getBytes(StandardCharsets.US_ASCII)));
                if (body(operation) != null) {
                    // Quarkus itself may end it, with a status and nothing else.
                    HttpResponse<String> ended =
                            caller.send("POST", operation.anyPath(), Caller.token("mallory"), unsaid);
                    assertThat(ended.statusCode()).isIn(400, 413);
                    Caller.assertHarmless(ended, operation.toString());
                }
            }
        }
    }
}
