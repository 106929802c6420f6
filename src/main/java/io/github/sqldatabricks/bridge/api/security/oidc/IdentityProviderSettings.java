package io.github.sqldatabricks.bridge.api.security.oidc;

import io.github.sqldatabricks.bridge.model.Environment;
import io.github.sqldatabricks.bridge.model.SafeAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The provider's settings after all checks.
 *
 * @param issuer as tokens hold it
 * @param audience at least one
 */
record IdentityProviderSettings(String issuer, List<String> audience) {

    private static final Duration LARGEST_SKEW = Duration.ofMinutes(5);
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    /**
     * The provider of the configuration; empty when there is none.
     *
     * @throws IllegalStateException when settings are missing, contradict each other or are not safe; the start ends then
     */
    static Optional<IdentityProviderSettings> of(IdentityProviderConfig config, Environment environment) {
        List<String> audience = config.audience().orElse(List.of());
        if (config.issuer().isEmpty()) {
            require(audience.isEmpty(), "bridge.access.oidc.audience needs bridge.access.oidc.issuer.");
            return Optional.empty();
        }
        String issuer = config.issuer().get();
        requireSafe(issuer, environment);
        require(
                !audience.isEmpty() && audience.stream().noneMatch(String::isBlank),
                "bridge.access.oidc.issuer needs bridge.access.oidc.audience: without it, every token that the provider"
                        + " makes for any other service would be accepted.");
        requireTimes(config);
        return Optional.of(new IdentityProviderSettings(issuer, audience));
    }

    private static void requireSafe(String issuer, Environment environment) {
        URI address = address(issuer);
        boolean encrypted = "https".equalsIgnoreCase(address.getScheme());
        boolean local = "http".equalsIgnoreCase(address.getScheme())
                && environment != Environment.PRODUCTION
                && SafeAddress.isThisMachine(address.getHost().toLowerCase(Locale.ROOT));
        require(
                encrypted || local,
                "bridge.access.oidc.issuer must begin with https://; http:// is for this machine only, and not in"
                        + " production.");
    }

    private static URI address(String issuer) {
        try {
            URI address = new URI(issuer);
            boolean plain = address.getHost() != null
                    && address.getRawUserInfo() == null
                    && address.getRawQuery() == null
                    && address.getRawFragment() == null;
            require(plain, "bridge.access.oidc.issuer must be an address without user, query and fragment.");
            return address;
        } catch (URISyntaxException e) {
            throw new IllegalStateException(
                    "bridge.access.oidc.issuer must be an address like https://login.microsoftonline.com/<tenant>/v2.0.");
        }
    }

    private static void requireTimes(IdentityProviderConfig config) {
        Duration skew = config.clockSkew();
        require(
                !skew.isNegative() && skew.compareTo(LARGEST_SKEW) <= 0,
                "bridge.access.oidc.clock-skew must be 0 to 5 minutes.");
        require(
                config.keyRefreshInterval().compareTo(SHORTEST) >= 0
                        && config.timeout().compareTo(SHORTEST) >= 0,
                "bridge.access.oidc.key-refresh-interval and timeout must be at least 1 second.");
    }

    private static void require(boolean fulfilled, String problem) {
        if (!fulfilled) {
            throw new IllegalStateException(problem);
        }
    }
}
