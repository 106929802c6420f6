package io.github.sqldatabricks.bridge.it;

import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.testing.RawHttp;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The built application in production's mode, with HTTP and HTTPS. Catches answers without the headers that protect who reads
 * them, and answers that tell of the inside.
 */
class TransportIT {

    @TempDir
    private static Path directory;

    private static BridgeProcess process;
    private static URI http;
    private static URI https;

    @BeforeAll
    static void serve() throws Exception {
        Files.createDirectory(directory.resolve("config"));
        Files.writeString(
                directory.resolve("config/permissions.yaml"),
                "users:\n  - {name: a, token_sha256: \"" + "0".repeat(64) + "\"}\n");
        Keystore keystore = new Keystore(directory);
        keystore.renew(keystore.certificate("server"));
        Map<String, String> settings = new HashMap<>(keystore.settings());
        settings.put("ENVIRONMENT", "production");
        settings.put("BRIDGE_SYNC_POLLER_ENABLED", "false");
        process = BridgeProcess.serve(directory, settings);
        http = URI.create(process.uri());
        https = process.https();
    }

    @AfterAll
    static void stop() throws IOException {
        process.close();
    }

    @Test
    void productionSaysOnceThatItAlsoServesWithoutTls() {
        await().atMost(Duration.ofSeconds(10)).until(() -> process.errors().contains("without TLS"));
        assertThat(process.errors()).containsOnlyOnce("without TLS");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/health/live",
                "/health/ready",
                "/metrics",
                "/openapi",
                "/jobs",
                "/no/such/path",
                "/a//../b"
            })
    void everyAnswerHasTheHeaders(String path) throws IOException {
        assertThat(RawHttp.exchange(http, RawHttp.get(path)).toLowerCase(java.util.Locale.ROOT))
                .startsWith("http/1.1 ")
                .contains("\r\nx-content-type-options: nosniff\r\n")
                .contains("\r\ncache-control: no-store\r\n")
                .contains("\r\ncontent-security-policy: default-src 'none'; frame-ancestors 'none'\r\n")
                .contains("\r\nreferrer-policy: no-referrer\r\n")
                .doesNotContain("\r\nserver:")
                .doesNotContain("strict-transport-security");
    }

    @Test
    void onlyTlsAsksForTlsForEver() throws IOException, GeneralSecurityException {
        assertThat(RawHttp.exchangeOverTls(https, RawHttp.get("/no/such/path")))
                .containsIgnoringCase("\r\nstrict-transport-security: max-age=31536000\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NONSENSE\r\n\r\n",
                "GET /%zz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
                "GET /jobs/%00%c0%af HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nBad Header: b\r\nConnection: close\r\n\r\n",
                "POST /extract HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\nConnection: close\r\n\r\n",
                "POST /extract HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nzz\r\n",
                "POST /extract HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 3\r\nConnection: close\r\n\r\n{{{"
            })
    void whatIsNoHttpIsRefusedWithoutAWordOfTheInside(String request) throws IOException {
        assertRefused(request);
    }

    @Test
    void whatIsTooLongIsRefused() throws IOException {
        assertThat(assertRefused(RawHttp.get("/" + "a".repeat(10_000)))).contains(" 414 ");
        String header = "GET / HTTP/1.1\r\nHost: a\r\nX: " + "a".repeat(30_000) + "\r\nConnection: close\r\n\r\n";
        assertThat(assertRefused(header)).contains(" 431 ");
    }

    /** By a status, or by hanging up when there is no telling where the request ends. */
    private static String assertRefused(String request) throws IOException {
        String answer = RawHttp.exchange(http, request);
        assertThat(answer)
                .matches(Pattern.compile("|HTTP/1\\.[01] [45]\\d\\d .*", Pattern.DOTALL))
                .doesNotStartWith("HTTP/1.1 500")
                .doesNotContain("\tat ")
                .doesNotContain("Exception")
                .doesNotContain("io.");
        return answer;
    }
}
