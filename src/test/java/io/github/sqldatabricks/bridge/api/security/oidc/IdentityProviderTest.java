package io.github.sqldatabricks.bridge.api.security.oidc;

import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.github.sqldatabricks.bridge.testing.LocalIdentityProvider;
import io.github.sqldatabricks.bridge.testing.LogRecords;
import io.github.sqldatabricks.bridge.testing.ProvidedService;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.build.JwtClaimsBuilder;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Logging in by tokens of a real provider over real HTTP. Catches a token that is accepted though it is of somebody else, for
 * somebody else, too old or not signed, somebody who gets more than his entry's rights, a flood of questions to the provider,
 * and a token that leaves the process.
 */
@QuarkusTest
@TestProfile(ProvidedService.class)
class IdentityProviderTest {

    private static final LocalIdentityProvider PROVIDER = ProvidedService.PROVIDER;

    private static final AtomicInteger ADDRESSES = new AtomicInteger();

    @TestHTTPResource("/sync/events/ws")
    URI socket;

    private String address;

    /** The provider is there, and an address of this test's own has no failed attempts yet. */
    @BeforeEach
    void begin() {
        address = "203.0.113." + ADDRESSES.incrementAndGet();
        PROVIDER.down = false;
        await().untilAsserted(() -> answer(PROVIDER.token("sub-1")).statusCode(200));
    }

    @Test
    void actsAsTheEntryOfTheSubjectElseOfTheFirstRole() {
        assertName(PROVIDER.token("sub-1", "Bridge.Analyst"), "person");
        assertName(PROVIDER.token("sub-2", "Bridge.Writer", "Bridge.Analyst"), "analysts");
        assertName(PROVIDER.token("sub-3", "Other", "Bridge.Writer"), "writers");
        given().header("Authorization", "Bearer " + PROVIDER.token("sub-1"))
                .get("/test/who-am-i/blocking")
                .then()
                .statusCode(200)
                .body(equalTo("person"));
    }

    @Test
    void hasTheRightsOfTheEntryAndNoOthers() {
        given().header("Authorization", "Bearer " + PROVIDER.token("sub-2", "Bridge.Analyst"))
                .contentType("application/json")
                .body("""
                        {"country": "bolivia", "queries": ["q1"],
                         "destination": "/Volumes/main/bridge/landing"}
                        """)
                .post("/extract")
                .then()
                .statusCode(403)
                .body("code", equalTo("read-not-allowed"));
    }

    @Test
    void whoeverHasNoEntryIsToldItsSubject() {
        answer(PROVIDER.token("sub-9", "Other"))
                .statusCode(403)
                .contentType("application/problem+json")
                .body("code", equalTo("role-missing"))
                .body("detail", containsString("sub-9"));
        answer(PROVIDER.token("sub-0", "Bridge.Analyst")).statusCode(401).body("code", equalTo("token-expired"));
    }

    static Stream<Arguments> wrongTokens() {
        Instant now = Instant.now();
        return Stream.of(
                wrong("another audience", PROVIDER.sign(claims().audience("api://other"))),
                wrong("no audience", PROVIDER.sign(claims().remove("aud"))),
                wrong("another issuer", PROVIDER.sign(claims().issuer(PROVIDER.issuer() + "/"))),
                wrong("not valid yet", PROVIDER.sign(claims().claim("nbf", now.getEpochSecond() + 3600))),
                wrong("no subject", PROVIDER.sign(claims().remove("sub"))),
                wrong("no signature", unsigned()),
                wrong("the public key as a secret", signedWithPublicKey()),
                wrong("another key of the same name", signedByAnother()),
                wrong("changed claims", changed()),
                wrong("nonsense", "e30.e30.e30"),
                wrong("no JSON", "YQ.YQ.YQ"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongTokens")
    void refusesATokenThatIsWrongInOneWay(String name, String token) {
        try (LogRecords log = LogRecords.of("")) {
            answer(token)
                    .statusCode(401)
                    .contentType("application/problem+json")
                    .header("WWW-Authenticate", containsString("invalid_token"))
                    .body("code", equalTo("token-invalid"));
            assertThat(log.messages()).noneMatch(message -> message.contains(token));
        }
    }

    @Test
    void refusesAnExpiredTokenButAllowsClocksToDiffer() {
        answer(expiredSince(120)).statusCode(401).body("code", equalTo("token-expired"));
        assertName(expiredSince(1), "person");
    }

    /** Made just before it is used: a slow request must not make it older. */
    private static String expiredSince(long seconds) {
        Instant now = Instant.now();
        return PROVIDER.sign(claims().issuedAt(now.minusSeconds(300)).expiresAt(now.minusSeconds(seconds)));
    }

    @Test
    void asksForTheKeysAgainWhenTheProviderHasANewOneButNotForEachWrongToken() {
        assertName(PROVIDER.token("sub-1"), "person");
        PROVIDER.rotateKey();
        await().untilAsserted(() -> answer(PROVIDER.token("sub-1")).statusCode(200));
        int before = PROVIDER.requests().size();
        long start = System.nanoTime();
        for (int i = 0; i < 30; i++) {
            String unknown = claims().jws().keyId("unknown-" + i).sign(otherKey());
            answer(unknown).statusCode(401).body("code", equalTo("token-invalid"));
        }
        long seconds = (System.nanoTime() - start) / 1_000_000_000L;
        assertThat(PROVIDER.requests().size() - before).isLessThanOrEqualTo((int) seconds + 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "opaque-secret",
                "brg_0123456789abcdef",
                "two.parts",
                "f.o.u.r",
                "a.b.c.d.e",
                "a.b.",
                "a.ü.c",
                "..",
                "a b.c.d"
            })
    void whatIsNoSignedTokenNeverGetsToTheProvidersCode(String token) {
        int before = PROVIDER.requests().size();
        answer(token).statusCode(401).body("code", equalTo("token-unknown"));
        assertThat(PROVIDER.requests()).hasSize(before);
    }

    @Test
    void aTokenOfTheBridgeWorksBesideAndIsNeverTakenForAnother() {
        assertName("token-of-one", "one");
        assertName("jot.jot.jot", "jot");
    }

    @Test
    void theProviderNeverSeesAToken() {
        String token = PROVIDER.token("sub-1");
        assertName(token, "person");
        answer(signedByAnother()).statusCode(401);
        assertThat(PROVIDER.requests())
                .isNotEmpty()
                .noneMatch(request -> request.contains("eyJ") || request.contains("introspect"));
    }

    @Test
    void theAuditTrailNamesThePerson() {
        try (LogRecords audit = LogRecords.of("bridge.audit")) {
            assertName(PROVIDER.token("sub-7", "Bridge.Analyst"), "analysts");
            answer(PROVIDER.token("sub-8")).statusCode(403);
            assertThat(audit.messages())
                    .anyMatch(line -> line.contains("auth_success")
                            && line.contains("\"user_name\":\"analysts\"")
                            && line.contains("\"person\":\"sub-7@example.com\"")
                            && line.contains("\"subject\":\"sub-7\""))
                    .anyMatch(line -> line.contains("auth_failure")
                            && line.contains("role-missing")
                            && line.contains("\"person\":\"sub-8@example.com\""));
        }
    }

    @Test
    void aWebSocketOpensByTheSameRules() {
        WebSocket open = connect(PROVIDER.token("sub-1"));
        open.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
        assertRefused(PROVIDER.token("sub-9"), 403);
        assertRefused(PROVIDER.sign(claims().audience("api://other")), 401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/health/live", "/metrics", "/openapi"})
    void whatIsOpenStaysOpenWhateverTheHeader(String path) {
        for (String token : List.of("nonsense", "e30.e30.e30", signedByAnother())) {
            given().header("Authorization", "Bearer " + token).get(path).then().statusCode(200);
        }
    }

    private static JwtClaimsBuilder claims() {
        return PROVIDER.claims("sub-1");
    }

    private static Arguments wrong(String name, String token) {
        return Arguments.of(name, token);
    }

    /** RFC 8725, section 2.1: the header says that there is no signature. */
    private static String unsigned() {
        String[] parts = PROVIDER.token("sub-1").split("\\.");
        String header = base64("{\"alg\":\"none\",\"kid\":\"" + PROVIDER.keyId() + "\"}");
        return header + "." + parts[1] + "." + parts[2];
    }

    /** RFC 8725, section 2.1: everybody knows the public key, so it proves nothing as the secret of an HMAC. */
    private static String signedWithPublicKey() {
        return claims().jws()
                .keyId(PROVIDER.keyId())
                .algorithm(SignatureAlgorithm.HS256)
                .sign(new SecretKeySpec(PROVIDER.publicKey().getEncoded(), "HmacSHA256"));
    }

    private static String signedByAnother() {
        return claims().jws().keyId(PROVIDER.keyId()).sign(otherKey());
    }

    private static PrivateKey otherKey() {
        return OtherKey.PAIR.getPrivate();
    }

    private static String changed() {
        String[] parts = PROVIDER.token("sub-2", "Other").split("\\.");
        String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        return parts[0] + "." + base64(claims.replace("sub-2", "sub-1")) + "." + parts[2];
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private ValidatableResponse answer(String token) {
        return given().header("Authorization", "Bearer " + token)
                .header("X-Forwarded-For", address)
                .get("/test/who-am-i")
                .then();
    }

    private void assertName(String token, String name) {
        answer(token).statusCode(200).body(equalTo(name));
    }

    private WebSocket connect(String token) {
        return HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .header("Authorization", "Bearer " + token)
                .buildAsync(URI.create(socket.toString().replaceFirst("^http", "ws")), new WebSocket.Listener() {})
                .join();
    }

    private void assertRefused(String token, int status) {
        assertThatThrownBy(() -> connect(token))
                .cause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        refused ->
                                assertThat(refused.getResponse().statusCode()).isEqualTo(status));
    }
}
