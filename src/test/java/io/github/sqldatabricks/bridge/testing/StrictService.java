package io.github.sqldatabricks.bridge.testing;

import java.util.HashMap;
import java.util.Map;

/** {@link ScriptedService} with one user, {@code one}, and without a console; five failed attempts an hour; one second for who falls silent, and two for
 * bodies. */
public class StrictService extends ScriptedService {

    /** How many failed attempts are answered 401. */
    public static final int ATTEMPTS = 5;

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
        settings.putAll(Users.settings("users:\n  - {name: one, token: token-of-one}\n"));
        settings.put("bridge.access.max-failed-attempts", String.valueOf(ATTEMPTS));
        settings.put("bridge.access.failed-attempts-window", "1h");
        settings.put("quarkus.http.idle-timeout", "1s");
        settings.put("bridge.api.body-timeout", "2s");
        settings.put("bridge.console.enabled", "false");
        return settings;
    }
}
