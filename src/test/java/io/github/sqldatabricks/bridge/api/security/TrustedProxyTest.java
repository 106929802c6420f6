package io.github.sqldatabricks.bridge.api.security;

import io.github.sqldatabricks.bridge.testing.ProvidedService;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

/** Behind a proxy that is trusted. Catches callers that are all counted and recorded as one: the proxy. */
@QuarkusTest
@TestProfile(ProvidedService.class)
class TrustedProxyTest {

    @Test
    void theAddressThatTheProxyTellsCounts() {
        ClaimedAddress.assertSeenAs(ClaimedAddress.CLAIMED);
    }
}
