package io.github.sqldatabricks.bridge.api.sync;

import io.github.sqldatabricks.bridge.testing.SandboxService;
import io.github.sqldatabricks.bridge.testing.Users;
import java.util.HashMap;
import java.util.Map;

/** The sandbox with users: the events table acts for pricing, and may act for stock; ana asks over HTTP. */
public class GuardedSandbox extends SandboxService {

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
        settings.putAll(Users.settings("""
                users:
                  - name: pricing
                    token: token-of-pricing
                    permissions: [{table: "dbo.pricing", access: write}]
                  - name: stock
                    token: token-of-stock
                    events: true
                    permissions: [{table: "dbo.stock", access: write, max_delete_rows: 5}]
                  - name: ana
                    token: token-of-ana
                    admin: true
                    permissions: [{table: "*", access: write, max_delete_rows: 20}]
                """));
        settings.put("bridge.sync.poller.enabled", "true");
        settings.put("bridge.sync.poller.interval", "1D");
        settings.put("bridge.sync.mirror.interval", "1s");
        settings.put("bridge.sync.events-user", "pricing");
        return settings;
    }
}
