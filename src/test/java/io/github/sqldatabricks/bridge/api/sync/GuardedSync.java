package io.github.sqldatabricks.bridge.api.sync;

import io.github.sqldatabricks.bridge.testing.ScriptedSyncService;
import io.github.sqldatabricks.bridge.testing.Users;
import java.util.Map;

/** Event sync with scripted worlds, two users who write and an admin. */
public class GuardedSync extends ScriptedSyncService {

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> settings = super.getConfigOverrides();
        settings.putAll(Users.settings("""
                users:
                  - {name: ana, token: token-of-ana, permissions: [{table: "*", access: write}]}
                  - {name: bob, token: token-of-bob, permissions: [{table: "dbo.bobs", access: write}]}
                  - {name: eve, token: token-of-eve, admin: true, permissions: []}
                """));
        return settings;
    }
}
