package io.github.sqldatabricks.bridge.api.security;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A caller that is not the trusted proxy. Catches one that chooses the address under which it is recorded. */
@QuarkusTest
@TestProfile(UntrustedProxyTest.BesideIt.class)
class UntrustedProxyTest {

    /** Another machine is the proxy. */
    public static class BesideIt implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return ClaimedAddress.trusting("192.0.2.1");
        }
    }

    @Test
    void theConnectionsOwnAddressCounts() {
        ClaimedAddress.assertSeenAs("127.0.0.1");
    }
}
