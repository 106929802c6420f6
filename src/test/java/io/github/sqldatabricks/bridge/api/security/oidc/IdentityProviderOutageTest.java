package io.github.sqldatabricks.bridge.api.security.oidc;

import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.github.sqldatabricks.bridge.testing.LocalIdentityProvider;
import io.github.sqldatabricks.bridge.testing.ProvidedService;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import org.junit.jupiter.api.Test;

/**
 * A provider that is down when the service starts, comes, goes, and has new keys. Catches a start that waits for it, a valid token
 * that is called wrong because nobody can tell, and a provider that is asked once for every token.
 */
@QuarkusTest
@TestProfile(ProvidedService.class)
class IdentityProviderOutageTest {

    private static final LocalIdentityProvider PROVIDER = ProvidedService.PROVIDER;

    /** More than an address may fail: what nobody can tell is no failed attempt. */
    private static final int TOKENS = ProvidedService.ATTEMPTS + 10;

    @Test
    void isNeverTakenForAWrongTokenAndComesBack() {
        PROVIDER.down = true;
        PROVIDER.rotateKey();
        answer("token-of-one").statusCode(200).body(equalTo("one"));
        assertBrowsersAreToldWhileItWasNeverReached();
        assertUnavailable(PROVIDER.token("sub-1"));
        int asked = PROVIDER.requests().size();
        for (int i = 0; i < TOKENS; i++) {
            assertUnavailable(PROVIDER.token("sub-1"));
        }
        assertThat(PROVIDER.requests().size() - asked).isLessThan(20);

        PROVIDER.down = false;
        await().untilAsserted(() -> answer(PROVIDER.token("sub-1")).statusCode(200));

        PROVIDER.down = true;
        answer(PROVIDER.token("sub-1")).statusCode(200).body(equalTo("person"));
        String known = PROVIDER.token("sub-1");
        PROVIDER.rotateKey();
        assertUnavailable(PROVIDER.token("sub-1"));
        assertUnavailable(PROVIDER.token("sub-1"));
        answer(known).statusCode(200);
        answer("token-of-one").statusCode(200);

        PROVIDER.down = false;
        await().untilAsserted(() -> answer(PROVIDER.token("sub-1")).statusCode(200));
    }

    /** Another class may have reached it before, in the same process: then its addresses are known. */
    private static void assertBrowsersAreToldWhileItWasNeverReached() {
        Response sent =
                given().redirects().follow(false).header("Accept", "text/html").get("/console/login/provider");
        if (sent.statusCode() != 302) {
            sent.then()
                    .statusCode(503)
                    .contentType("text/html")
                    .header("Retry-After", notNullValue())
                    .body(containsString("identity-provider-unavailable"));
        }
    }

    private static void assertUnavailable(String token) {
        answer(token)
                .statusCode(503)
                .header("Retry-After", notNullValue())
                .body("code", equalTo("identity-provider-unavailable"))
                .body("retryable", equalTo(true));
    }

    private static ValidatableResponse answer(String token) {
        return given().header("Authorization", "Bearer " + token)
                .get("/test/who-am-i")
                .then();
    }
}
