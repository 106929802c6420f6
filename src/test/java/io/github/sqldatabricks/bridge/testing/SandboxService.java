package io.github.sqldatabricks.bridge.testing;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;
import java.util.UUID;

/** The whole service on its sandbox, small; the events table is not read. */
public class SandboxService implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "bridge.api.base-path", "/api/v1",
                "bridge.sandbox.enabled", "true",
                "bridge.sandbox.scale", "0.001",
                "bridge.sync.poller.enabled", "false",
                "bridge.jobs.url", "jdbc:h2:mem:" + UUID.randomUUID());
    }
}
