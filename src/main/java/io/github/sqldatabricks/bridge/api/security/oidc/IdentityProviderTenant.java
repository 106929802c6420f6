package io.github.sqldatabricks.bridge.api.security.oidc;

import io.github.sqldatabricks.bridge.access.DeploymentConfig;
import io.github.sqldatabricks.bridge.api.ConsolePath;
import io.github.sqldatabricks.bridge.model.Environment;
import io.github.sqldatabricks.bridge.model.SafeAddress;
import io.quarkus.oidc.Oidc;
import io.quarkus.oidc.OidcTenantConfig;
import io.quarkus.oidc.OidcTenantConfigBuilder;
import io.quarkus.oidc.runtime.OidcTenantConfig.ApplicationType;
import io.quarkus.oidc.runtime.builders.AuthenticationConfigBuilder;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Tells the OpenID Connect extension at the start which provider there is. Without one, and in commands that serve no HTTP, the
 * extension stays switched off ({@code quarkus.oidc.tenant-enabled=false}), asks nobody and starts nothing.
 */
@ApplicationScoped
public class IdentityProviderTenant {

    private final IdentityProviderConfig config;
    private final DeploymentConfig deployment;
    private final boolean serves;
    private final boolean console;
    private final String root;
    private final boolean prefixed;

    public IdentityProviderTenant(
            IdentityProviderConfig config,
            DeploymentConfig deployment,
            @ConfigProperty(name = "quarkus.http.host-enabled", defaultValue = "true") boolean serves,
            @ConfigProperty(name = "bridge.console.enabled", defaultValue = "true") boolean console,
            @ConfigProperty(name = "quarkus.http.root-path", defaultValue = "/") String root,
            @ConfigProperty(name = "quarkus.http.proxy.enable-forwarded-prefix", defaultValue = "false")
                    boolean prefixed) {
        this.config = config;
        this.deployment = deployment;
        this.serves = serves;
        this.console = console;
        this.prefixed = prefixed;
        this.root = root.endsWith("/") ? root.substring(0, root.length() - 1) : root;
    }

    /** @throws IllegalStateException when settings are missing or not safe; the start ends then */
    void onStart(@Observes Oidc extension) {
        settings().ifPresent(settings -> {
            extension.create(tenant(settings));
            settings.browser().map(client -> browser(settings, client)).ifPresent(extension::create);
        });
    }

    /** The provider, when there is one. */
    Optional<Settings> settings() {
        return serves
                ? Settings.of(config, deployment.environment()).map(known -> console ? known : known.withoutBrowser())
                : Optional.empty();
    }

    /** Takes tokens that programs send. */
    private OidcTenantConfig tenant(Settings settings) {
        return common(settings, settings.audience()).build();
    }

    /** Sends browsers to the provider and takes them back; on the paths of {@link BrowserLogin} only. */
    private OidcTenantConfig browser(Settings settings, BrowserClient client) {
        AuthenticationConfigBuilder login = common(settings, List.of(client.id()))
                .tenantId(BrowserLogin.TENANT)
                .applicationType(ApplicationType.WEB_APP)
                .clientId(client.id())
                .authentication()
                // A path that is not the beginning's: what an earlier, unfinished log-in has left must not stop the
                // next one.
                .redirectPath(root + ConsolePath.ROOT + BrowserLogin.ANSWER)
                // Without another turn, in which the tokens would have to be kept.
                .removeRedirectParameters(false)
                // Else who brings a wrong state would be sent to the provider again, and again.
                .failOnMissingStateParam()
                .pkceRequired()
                .nonceRequired()
                .stateSecret(client.stateKey())
                .scopes("profile")
                .cookiePath(root + ConsolePath.ROOT + "/login");
        if (prefixed) {
            login.cookiePathHeader("X-Forwarded-Prefix");
        }
        OidcTenantConfigBuilder tenant =
                login.end().tokenStateManager().encryptionRequired(false).end();
        client.secret().ifPresent(tenant::credentials);
        return tenant.build();
    }

    private OidcTenantConfigBuilder common(Settings settings, List<String> audience) {
        OidcTenantConfigBuilder tenant = OidcTenantConfig.authServerUrl(settings.issuer())
                .enableTenant()
                .connectionTimeout(config.timeout())
                .followRedirects(false)
                .roles()
                .roleClaimPath(config.rolesClaim())
                .end()
                .token()
                .issuer(settings.issuer())
                .audience(audience)
                .subjectRequired()
                .lifespanGrace((int) config.clockSkew().toSeconds())
                .forcedJwkRefreshInterval(config.keyRefreshInterval())
                // Tokens are checked here, and sent to nobody.
                .allowJwtIntrospection(false)
                .allowOpaqueTokenIntrospection(false)
                .end();
        config.tlsConfiguration().ifPresent(tenant::tlsConfigurationName);
        config.proxyConfiguration().ifPresent(tenant::proxyConfigurationName);
        return tenant;
    }

    /**
     * The provider's settings after all checks.
     *
     * @param issuer as tokens hold it
     * @param audience at least one
     * @param browser how people log in to the console there; empty when they can't
     */
    record Settings(String issuer, List<String> audience, Optional<BrowserClient> browser) {

        private static final Duration LARGEST_SKEW = Duration.ofMinutes(5);
        private static final Duration SHORTEST = Duration.ofSeconds(1);

        /**
         * The provider of the configuration; empty when there is none.
         *
         * @throws IllegalStateException when settings are missing, contradict each other or are not safe; the start ends then
         */
        static Optional<Settings> of(IdentityProviderConfig config, Environment environment) {
            List<String> audience = config.audience().orElse(List.of());
            Optional<BrowserClient> browser = BrowserClient.of(config);
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
            return Optional.of(new Settings(issuer, audience, browser));
        }

        Settings withoutBrowser() {
            return new Settings(issuer, audience, Optional.empty());
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
}
