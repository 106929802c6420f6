package io.github.sqldatabricks.bridge.abuse;

import io.github.sqldatabricks.bridge.testing.SandboxService;
import io.github.sqldatabricks.bridge.testing.Users;
import java.util.HashMap;
import java.util.Map;

/**
 * The sandbox with users: mallory, who may read and write one small table and tries everything; ana, who may do all; eve, who
 * administers.
 */
public class GuardedWorld extends SandboxService {

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
        settings.putAll(Users.settings("""
                users:
                  - {name: mallory, token: token-of-mallory, admin: true, permissions: [{table: "dbo.region", access: read_write}]}
                  - {name: ana, token: token-of-ana, permissions: [{table: "*", access: read_write}]}
                  - {name: eve, token: token-of-eve, admin: true, permissions: []}
                """));
        settings.put("bridge.access.max-failed-attempts", "100000");
        settings.put("bridge.extraction.default-destination", "/Volumes/main/bridge/landing");
        settings.put("bridge.audit.queue-capacity", "100000");
        return settings;
    }
}
