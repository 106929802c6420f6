package io.github.sqldatabricks.bridge.api.security.oidc;

import java.time.Duration;
import java.util.Optional;

/**
 * The settings by which people log in to the console at the provider, after all checks.
 *
 * @param id as whom the provider knows the bridge
 * @param secret by which the bridge shows that it is the one; a public client has none
 * @param stateKey what hides what a browser keeps while it is at the provider; the same in all processes
 * @param sessionLifetime for how long the provider's word counts
 */
record BrowserClient(String id, Optional<String> secret, String stateKey, Duration sessionLifetime) {

    private static final int SHORTEST_KEY = 32;
    private static final Duration SHORTEST_SESSION = Duration.ofMinutes(1);
    private static final Duration LONGEST_SESSION = Duration.ofHours(12);

    /**
     * The client of the configuration; empty when there is none.
     *
     * @throws IllegalStateException when settings are missing or contradict each other; the start ends then
     */
    static Optional<BrowserClient> of(IdentityProviderConfig config) {
        if (config.clientId().isEmpty()) {
            require(
                    config.clientSecret().isEmpty() && config.stateKey().isEmpty(),
                    "bridge.access.oidc.client-secret and state-key need bridge.access.oidc.client-id.");
            return Optional.empty();
        }
        require(config.issuer().isPresent(), "bridge.access.oidc.client-id needs bridge.access.oidc.issuer.");
        Duration lifetime = config.sessionLifetime();
        require(
                lifetime.compareTo(SHORTEST_SESSION) >= 0 && lifetime.compareTo(LONGEST_SESSION) <= 0,
                "bridge.access.oidc.session-lifetime must be 1 minute to 12 hours.");
        return Optional.of(new BrowserClient(config.clientId().get(), config.clientSecret(), key(config), lifetime));
    }

    /** One that each process made up for itself would refuse whoever comes back to another process. */
    private static String key(IdentityProviderConfig config) {
        String key = config.stateKey().or(config::clientSecret).orElse("");
        require(
                key.length() >= SHORTEST_KEY,
                "bridge.access.oidc.client-id needs bridge.access.oidc.state-key of at least 32 characters, the same for all"
                        + " processes (openssl rand -base64 32), or a client-secret of as many.");
        return key;
    }

    private static void require(boolean fulfilled, String problem) {
        if (!fulfilled) {
            throw new IllegalStateException(problem);
        }
    }

    /** Holds no secret. */
    @Override
    public String toString() {
        return "client " + id;
    }
}
