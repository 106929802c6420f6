package io.github.sqldatabricks.bridge.api.security.oidc;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** An OpenID Connect provider, such as Microsoft Entra ID, whose users may log in beside those with tokens of the bridge. */
@ConfigMapping(prefix = "bridge.access.oidc")
public interface IdentityProviderConfig {

    /**
     * The provider, exactly as it stands in the claim {@code iss} of its tokens; {@code https}. Its configuration is read from
     * {@code /.well-known/openid-configuration} below it. Left out: only tokens of the bridge.
     */
    Optional<String> issuer();

    /** What the claim {@code aud} must hold, one of them: for whom the provider made the token. Needed with an issuer. */
    Optional<List<String>> audience();

    /**
     * As whom the provider knows the bridge where people log in to the console there (authorization code, with PKCE); its redirect address
     * is the console's with {@code /login/provider/answer}. Left out: the console takes tokens of the bridge only.
     */
    Optional<String> clientId();

    /** The secret that the provider has given the client; never logged. Left out: a public client. */
    Optional<String> clientSecret();

    /**
     * Hides what a browser keeps while it is at the provider: at least 32 characters, the same for all processes; never logged. Default: the
     * client's secret.
     */
    Optional<String> stateKey();

    /**
     * How long a session of the console lasts that a log-in at the provider has opened, however much it is used: roles that somebody
     * loses there count until then. 1 minute to 12 hours.
     */
    @WithDefault("4h")
    Duration sessionLifetime();

    /** The claim that holds the names for {@code oidc_role}; a path is written with slashes: {@code realm_access/roles}. */
    @WithDefault("roles")
    String rolesClaim();

    /** How much the provider's clock and this one may differ, 0 to 5 minutes, in full seconds. */
    @WithDefault("30s")
    Duration clockSkew();

    /** How often at most the provider's keys are asked for again, when a token is signed by an unknown one; at least 1 s. */
    @WithDefault("30s")
    Duration keyRefreshInterval();

    /** How long the provider may take to answer, at least 1 s; the start waits that long at most, and as long again with a {@code client-id}. */
    @WithDefault("5s")
    Duration timeout();

    /** A configuration of {@code quarkus.tls.<name>.*} for the way to the provider, if the JVM's authorities do not know it. */
    Optional<String> tlsConfiguration();

    /** A configuration of {@code quarkus.proxy.<name>.*} for the way to the provider. */
    Optional<String> proxyConfiguration();
}
