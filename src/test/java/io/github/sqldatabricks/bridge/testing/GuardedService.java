package io.github.sqldatabricks.bridge.testing;

import java.util.HashMap;
import java.util.Map;

/**
 * {@link ScriptedService} with users, one of whom is an admin. An hour lies between two attempts of a query; the proxy that is
 * trusted is another machine; a changed permissions file counts at once.
 */
public class GuardedService extends ScriptedService {

    /** How many requests one user may have at once. */
    public static final int REQUESTS_PER_USER = 220;

    /** How many there may be in all. */
    public static final int REQUESTS = 300;

    /** Its permissions file. */
    public static final String USERS = """
            users:
              - {name: ana, token: token-of-ana, sources: ["*"], permissions: [{table: "*", access: read_write}]}
              - {name: ben, token: token-of-ben, sources: ["*"], permissions: [{table: "*", access: read_write}]}
              - name: bob
                token: token-of-bob
                sources: ["*"]
                permissions: [{table: "dbo.t1", access: read}, {table: "dbo.bobs", access: write}]
              - {name: wes, token: token-of-wes, permissions: [{table: "*", access: write}]}
              - {name: ada, token: token-of-ada, permissions: [{table: "*", access: read}]}
              - {name: amy, token: token-of-amy, permissions: [{table: "dbo.t1", access: read}]}
              - {name: flo, token: token-of-flo, permissions: [{table: "*", access: read}]}
              - {name: old, token: token-of-old, expires: 2020-12-31}
              - {name: eve, token: token-of-eve, admin: true, sources: ["*"], permissions: [{table: "*", access: read_write}]}
            """;

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
        settings.putAll(Users.settings(USERS));
        settings.put("bridge.access.max-failed-attempts", "100000");
        settings.put("bridge.api.max-requests", String.valueOf(REQUESTS));
        settings.put("bridge.api.max-requests-per-user", String.valueOf(REQUESTS_PER_USER));
        settings.put("bridge.access.reload-interval", "20ms");
        settings.put("bridge.extraction.retry-delay", "1h");
        settings.put("quarkus.http.proxy.proxy-address-forwarding", "true");
        settings.put("quarkus.http.proxy.trusted-proxies", "192.0.2.1");
        return settings;
    }
}
