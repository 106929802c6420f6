package io.github.sqldatabricks.bridge.testing;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * {@link ScriptedService} with an identity provider, which is down when the service starts, behind a proxy that it trusts: this machine. An
 * address has {@link #ATTEMPTS} failed attempts. Its audit trail can be switched off, and has little patience then; its readiness is its
 * own.
 */
public class ProvidedService extends ScriptedService {

    /** Makes the tokens that it believes. */
    public static final LocalIdentityProvider PROVIDER = LocalIdentityProvider.start();

    /** How many failed attempts of an address are answered 401. */
    public static final int ATTEMPTS = 40;

    @Override
    public Map<String, String> getConfigOverrides() {
        PROVIDER.down = true;
        Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
        settings.putAll(Users.settings("""
                users:
                  - {name: one, token: token-of-one}
                  - {name: all, token: token-of-all, sources: ["*"], permissions: [{table: "*", access: read_write}]}
                  - {name: jot, token: jot.jot.jot}
                  - {name: person, oidc_subject: sub-1}
                  - {name: former, oidc_subject: sub-0, expires: 2020-12-31}
                  - {name: analysts, oidc_role: Bridge.Analyst, permissions: [{table: dbo.region, access: read}]}
                  - {name: writers, oidc_role: Bridge.Writer}
                """));
        settings.put("bridge.access.oidc.issuer", PROVIDER.issuer());
        settings.put("bridge.access.oidc.audience", LocalIdentityProvider.AUDIENCE);
        settings.put("bridge.access.oidc.client-id", LocalIdentityProvider.CLIENT);
        settings.put("bridge.access.oidc.client-secret", LocalIdentityProvider.CLIENT_SECRET);
        settings.put("bridge.access.reload-interval", "20ms");
        settings.put("bridge.access.oidc.clock-skew", "1m");
        settings.put("bridge.access.oidc.key-refresh-interval", "1s");
        settings.put("bridge.access.max-failed-attempts", String.valueOf(ATTEMPTS));
        settings.put("quarkus.http.proxy.proxy-address-forwarding", "true");
        settings.put("quarkus.http.proxy.trusted-proxies", "127.0.0.1,::1");
        settings.put("quarkus.http.proxy.enable-forwarded-prefix", "true");
        settings.put("quarkus.http.proxy.enable-forwarded-host", "true");
        settings.put("bridge.audit.patience", "300ms");
        return settings;
    }

    @Override
    public Set<Class<?>> getEnabledAlternatives() {
        Set<Class<?>> alternatives = new HashSet<>(super.getEnabledAlternatives());
        alternatives.add(BreakableAuditStore.class);
        // It would take the place of every other readiness check.
        alternatives.remove(ScriptedConnectivity.class);
        return alternatives;
    }
}
