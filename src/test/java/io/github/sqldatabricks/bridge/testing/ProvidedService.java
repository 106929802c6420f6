package io.github.sqldatabricks.bridge.testing;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.HashMap;
import java.util.Map;

/** A service with an identity provider, behind a proxy that it trusts: this machine. */
public class ProvidedService implements QuarkusTestProfile {

    /** Makes the tokens that it believes. */
    public static final LocalIdentityProvider PROVIDER = LocalIdentityProvider.start();

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> settings = new HashMap<>(Users.settings("""
                users:
                  - {name: one, token: token-of-one}
                  - {name: jot, token: jot.jot.jot}
                  - {name: person, oidc_subject: sub-1}
                  - {name: former, oidc_subject: sub-0, expires: 2020-12-31}
                  - {name: analysts, oidc_role: Bridge.Analyst, permissions: [{table: dbo.region, access: read}]}
                  - {name: writers, oidc_role: Bridge.Writer}
                """));
        settings.put("bridge.access.oidc.issuer", PROVIDER.issuer());
        settings.put("bridge.access.oidc.audience", LocalIdentityProvider.AUDIENCE);
        settings.put("bridge.access.oidc.clock-skew", "1m");
        settings.put("bridge.access.oidc.key-refresh-interval", "1s");
        settings.put("bridge.access.max-failed-attempts", "10000");
        settings.put("quarkus.http.proxy.proxy-address-forwarding", "true");
        settings.put("quarkus.http.proxy.trusted-proxies", "127.0.0.1,::1");
        return settings;
    }
}
