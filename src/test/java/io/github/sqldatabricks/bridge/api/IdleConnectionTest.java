package io.github.sqldatabricks.bridge.api;

import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.testing.StrictService;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that say nothing, over raw sockets. Catches ones that are held open for as long as their other end likes. */
@QuarkusTest
@TestProfile(StrictService.class)
class IdleConnectionTest {

    private static final int PATIENCE_MILLIS = 20_000;
    private static final int MORE_THAN_A_MEGABYTE = (1 << 20) + 1;
    private static final String HALF_A_BODY =
            "POST /extract HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer token-of-one\r\n"
                    + "Content-Type: application/json\r\nContent-Length: 99\r\n\r\n{";

    @TestHTTPResource("/")
    URI base;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "GET /health/live HTTP/1.1\r\n",
                "GET /health/live HTTP/1.1\r\nHost: a\r\nX-Half: ",
                HALF_A_BODY
            })
    void whoFallsSilentIsCutOff(String beginning) throws IOException {
        assertThat(untilClosed(beginning)).doesNotContain(" 200 ", " 202 ", " 500 ", "Exception");
    }

    @Test
    void aConnectionThatIsKeptForTheNextRequestIsClosedWhenNoneComes() throws IOException {
        assertThat(untilClosed("GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n")).startsWith("HTTP/1.1 200 ");
    }

    /** Each drop comes before the connection is idle. */
    @Test
    void aBodyThatComesDropByDropIsRefused() throws IOException {
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(HALF_A_BODY.getBytes(StandardCharsets.US_ASCII));
            await().pollInterval(Duration.ofMillis(200)).until(() -> {
                socket.getOutputStream().write(' ');
                return socket.getInputStream().available() > 0;
            });
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 408 ").contains("\"code\":\"body-timeout\"");
        }
    }

    @Test
    void aBodyThatNeverSaidHowLargeItIsIsStoppedAtTheLimit() throws IOException {
        String head = "POST /extract HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer token-of-one\r\n"
                + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n200000\r\n";
        assertThat(untilClosed(head + " ".repeat(MORE_THAN_A_MEGABYTE)))
                .startsWith("HTTP/1.1 413 ")
                .contains("\"code\":\"body-too-large\"");
    }

    /** What comes until the server hangs up; a test that waits longer than its patience fails. */
    private String untilClosed(String request) throws IOException {
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
