package io.github.sqldatabricks.bridge.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.testing.GuardedSandbox;
import io.github.sqldatabricks.bridge.testing.RawHttp;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests that no client library sends, over a socket. Catches headers that smuggle others into the answer, and
 * lengths that contradict each other.
 */
@QuarkusTest
@TestProfile(GuardedSandbox.class)
class RawRequestTest {

    private static final Pattern REFUSED = Pattern.compile("|HTTP/1\\.[01] 4\\d\\d .*", Pattern.DOTALL);
    private static final String TOKEN = "Authorization: Bearer token-of-mallory\r\n";

    @TestHTTPResource("/")
    URI base;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Request-Id: a\rX-Injected: yes",
                "X-Request-Id: a\nX-Injected: yes",
                "X-Request-Id: a\r\n X-Injected: yes",
                "X-Request-Id: a%0d%0aX-Injected: yes",
                "X-Request-Id: \u00e5\u0098\u008a\u00e5\u0098\u008dX-Injected: yes",
                "Idempotency-Key: a\rX-Injected: yes",
                "Idempotency-Key: a\u0000b",
                "Idempotency-Key: \u00ff",
                "traceparent: 00-a\rX-Injected: yes",
                "Origin: http://a\rX-Injected: yes",
                "X-Forwarded-For: 1.2.3.4\rX-Injected: yes",
                "X-HTTP-Method-Override: DELETE\rX-Injected: yes"
            })
    void noHeaderComesBackAsAnother(String header) throws IOException {
        String answer = RawHttp.exchange(
                base, "GET /jobs HTTP/1.1\r\nHost: a\r\n" + TOKEN + header + "\r\nConnection: close\r\n\r\n");
        String head = answer.split("\r\n\r\n", 2)[0].toLowerCase(Locale.ROOT);
        // What comes after a bare line feed is a header of the request, which nobody asks for.
        assertThat(head).doesNotContain("x-injected", "\tat ", "exception", " 500 ");
        assertThat(head.replace("\r\n", "")).doesNotContain("\r", "\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: evil\r\nX-Injected: yes",
                "Host: a\u0000b",
                "Host: evil.example/..;/",
                "Host: evil.example\r\nX-Forwarded-Host: evil.example\r\nX-Forwarded-Prefix: /evil"
            })
    void theHostThatACallerNamesIsInNoAnswer(String host) throws IOException {
        for (String path : new String[] {"/", "/jobs", "/nowhere", "/openapi"}) {
            String answer = RawHttp.exchange(
                    base, "GET " + path + " HTTP/1.1\r\n" + host + "\r\n" + TOKEN + "Connection: close\r\n\r\n");
            assertThat(answer).doesNotContain("evil", "X-Injected", " 500 ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 3\r\nContent-Length: 30",
                "Content-Length: 3\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: chunked, identity",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: xchunked",
                "Transfer-Encoding: \u000bchunked",
                "Content-Length: +3",
                "Content-Length: 0x3",
                "Content-Length: 99999999999999999999",
                "Content-Length : 3"
            })
    void lengthsThatAreAmbiguousAreRefusedAndNothingIsSmuggled(String length) throws IOException {
        String smuggled = "GET /smuggled HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
        String answer = RawHttp.exchange(
                base,
                "POST /extract HTTP/1.1\r\nHost: a\r\n" + TOKEN + "Content-Type: application/json\r\n" + length
                        + "\r\n\r\n0\r\n\r\n" + smuggled);
        assertThat(answer).matches(REFUSED);
        assertThat(answer.split("HTTP/1\\.1 ")).as(answer).hasSizeLessThanOrEqualTo(2);
    }
}
