package io.github.sqldatabricks.bridge.api.security.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.model.Environment;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Catches a door that every token of the provider opens, and keys that come over a way that anybody can change. */
class IdentityProviderSettingsTest {

    private static final String ENTRA = "https://login.microsoftonline.com/0000/v2.0";

    @Test
    void isOffWithoutAnIssuer() {
        assertThat(IdentityProviderTenant.Settings.of(config(Map.of()), Environment.PRODUCTION))
                .isEmpty();
    }

    @Test
    void takesAnIssuerWithItsAudiences() {
        IdentityProviderTenant.Settings settings =
                of(Environment.PRODUCTION, Map.of("issuer", ENTRA, "audience", "a,b"));
        assertThat(settings.issuer()).isEqualTo(ENTRA);
        assertThat(settings.audience()).containsExactly("a", "b");
    }

    @Test
    void refusesOneWithoutTheOther() {
        assertRefused(Map.of("issuer", ENTRA), "needs bridge.access.oidc.audience");
        assertRefused(Map.of("audience", "a"), "needs bridge.access.oidc.issuer");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://login.example.com",
                "http://localhost.example.com",
                "http://127.0.0.1.example.com",
                "ftp://localhost",
                "login.example.com",
                "https:///v2.0",
                "https://user:secret@login.example.com",
                "https://login.example.com?a=b",
                "https://login.example.com#a",
                "https://login example.com"
            })
    void refusesAnIssuerThatIsNotSafe(String issuer) {
        assertRefused(Map.of("issuer", issuer, "audience", "a"), "bridge.access.oidc.issuer must");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:8080/realms/a", "http://127.0.0.1:1", "http://[::1]:1"})
    void takesThisMachineWithoutEncryptionButNotInProduction(String issuer) {
        Map<String, String> settings = Map.of("issuer", issuer, "audience", "a");
        assertThat(of(Environment.DEVELOPMENT, settings).issuer()).isEqualTo(issuer);
        assertThatThrownBy(() -> of(Environment.PRODUCTION, settings))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("https://");
    }

    @Test
    void refusesTimesOutOfRange() {
        assertRefused(Map.of("issuer", ENTRA, "audience", "a", "clock-skew", "6m"), "clock-skew");
        assertRefused(Map.of("issuer", ENTRA, "audience", "a", "clock-skew", "-1s"), "clock-skew");
        assertRefused(Map.of("issuer", ENTRA, "audience", "a", "timeout", "10ms"), "timeout");
        assertRefused(Map.of("issuer", ENTRA, "audience", "a", "key-refresh-interval", "0s"), "key-refresh-interval");
    }

    private static final String KEY = "k".repeat(32);

    @Test
    void peopleLogInThereOnlyWithAClientThatNobodyCanPretendToBe() {
        assertThat(of(Environment.PRODUCTION, provided(Map.of())).browser()).isEmpty();
        BrowserClient client = of(Environment.PRODUCTION, provided(Map.of("client-id", "c", "client-secret", KEY)))
                .browser()
                .orElseThrow();
        assertThat(client.secret()).contains(KEY);
        assertThat(client.stateKey()).isEqualTo(KEY);
        assertThat(client.sessionLifetime()).isEqualTo(Duration.ofHours(4));
        assertThat(client.toString()).doesNotContain(KEY);
        BrowserClient open = of(Environment.PRODUCTION, provided(Map.of("client-id", "c", "state-key", KEY)))
                .browser()
                .orElseThrow();
        assertThat(open.secret()).isEmpty();
    }

    @Test
    void refusesAClientThatIsNotWhole() {
        assertRefused(Map.of("client-id", "c", "state-key", KEY), "client-id needs bridge.access.oidc.issuer");
        assertRefused(provided(Map.of("client-secret", KEY)), "need bridge.access.oidc.client-id");
        assertRefused(provided(Map.of("state-key", KEY)), "need bridge.access.oidc.client-id");
        assertRefused(provided(Map.of("client-id", "c")), "state-key of at least 32 characters");
        assertRefused(provided(Map.of("client-id", "c", "client-secret", "short-secret")), "state-key of at least 32");
        assertRefused(
                provided(Map.of("client-id", "c", "client-secret", KEY, "state-key", "short")),
                "state-key of at least");
        for (String lifetime : new String[] {"59s", "13h", "-1h"}) {
            assertRefused(
                    provided(Map.of("client-id", "c", "state-key", KEY, "session-lifetime", lifetime)),
                    "session-lifetime must be 1 minute to 12 hours");
        }
    }

    private static Map<String, String> provided(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(Map.of("issuer", ENTRA, "audience", "a"));
        settings.putAll(more);
        return settings;
    }

    private static void assertRefused(Map<String, String> settings, String message) {
        assertThatThrownBy(() -> of(Environment.DEVELOPMENT, settings))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("short-secret")
                .hasMessageNotContaining("user:secret");
    }

    private static IdentityProviderTenant.Settings of(Environment environment, Map<String, String> settings) {
        return IdentityProviderTenant.Settings.of(config(settings), environment).orElseThrow();
    }

    private static IdentityProviderConfig config(Map<String, String> settings) {
        Map<String, String> named = new HashMap<>();
        settings.forEach((key, value) -> named.put("bridge.access.oidc." + key, value));
        return new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(named, "test", 100))
                .addDiscoveredConverters()
                .withConverter(Duration.class, 200, new DurationConverter())
                .withMapping(IdentityProviderConfig.class)
                .build()
                .getConfigMapping(IdentityProviderConfig.class);
    }
}
