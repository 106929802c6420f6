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

    private static void assertRefused(Map<String, String> settings, String message) {
        assertThatThrownBy(() -> of(Environment.DEVELOPMENT, settings))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("secret");
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
