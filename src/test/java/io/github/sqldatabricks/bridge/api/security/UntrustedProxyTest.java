package io.github.sqldatabricks.bridge.api.security;

import io.github.sqldatabricks.bridge.testing.GuardedService;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

/** A caller that is not the trusted proxy. Catches one that chooses the address under which it is recorded. */
@QuarkusTest
@TestProfile(GuardedService.class)
class UntrustedProxyTest {

    @Test
    void theConnectionsOwnAddressCounts() {
        ClaimedAddress.assertSeenAs("127.0.0.1");
    }
}
