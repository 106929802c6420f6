package io.github.sqldatabricks.bridge.api.security;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Behind a proxy that is trusted. Catches callers that are all counted and recorded as one: the proxy. */
@QuarkusTest
@TestProfile(TrustedProxyTest.BehindIt.class)
class TrustedProxyTest {

    /** The test's own address is the proxy's. */
    public static class BehindIt implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return ClaimedAddress.trusting("127.0.0.1,::1");
        }
    }

    @Test
    void theAddressThatTheProxyTellsCounts() {
        ClaimedAddress.assertSeenAs(ClaimedAddress.CLAIMED);
    }
}
