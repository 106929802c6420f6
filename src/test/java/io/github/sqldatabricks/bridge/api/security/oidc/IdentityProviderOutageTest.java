package io.github.sqldatabricks.bridge.api.security.oidc;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.github.sqldatabricks.bridge.testing.LocalIdentityProvider;
import io.github.sqldatabricks.bridge.testing.Users;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * A provider that is down when the service starts, comes, goes, and has new keys. Catches a start that waits for it, a valid token
 * that is called wrong because nobody can tell, and a provider that is asked once for every token.
 */
@QuarkusTest
@TestProfile(IdentityProviderOutageTest.WithoutProvider.class)
class IdentityProviderOutageTest {

    private static final LocalIdentityProvider PROVIDER = LocalIdentityProvider.start();

    /** The provider hangs up on everybody. */
    public static class WithoutProvider implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            PROVIDER.down = true;
            Map<String, String> settings = new HashMap<>(Users.settings("""
                    users:
                      - {name: one, token: token-of-one}
                      - {name: person, oidc_subject: sub-1}
                    """));
            settings.put("bridge.access.oidc.issuer", PROVIDER.issuer());
            settings.put("bridge.access.oidc.audience", LocalIdentityProvider.AUDIENCE);
            settings.put("bridge.access.oidc.key-refresh-interval", "2s");
            settings.put("bridge.access.max-failed-attempts", "1");
            return settings;
        }
    }

    @Test
    void isNeverTakenForAWrongTokenAndComesBack() {
        answer("token-of-one").statusCode(200).body(equalTo("one"));
        assertUnavailable(PROVIDER.token("sub-1"));
        int asked = PROVIDER.requests().size();
        for (int i = 0; i < 20; i++) {
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
