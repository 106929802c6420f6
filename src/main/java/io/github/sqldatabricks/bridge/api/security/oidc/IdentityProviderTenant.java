package io.github.sqldatabricks.bridge.api.security.oidc;

import io.github.sqldatabricks.bridge.access.DeploymentConfig;
import io.quarkus.oidc.Oidc;
import io.quarkus.oidc.OidcTenantConfig;
import io.quarkus.oidc.OidcTenantConfigBuilder;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
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

    public IdentityProviderTenant(
            IdentityProviderConfig config,
            DeploymentConfig deployment,
            @ConfigProperty(name = "quarkus.http.host-enabled", defaultValue = "true") boolean serves) {
        this.config = config;
        this.deployment = deployment;
        this.serves = serves;
    }

    /** @throws IllegalStateException when settings are missing or not safe; the start ends then */
    void onStart(@Observes Oidc extension) {
        settings().map(this::tenant).ifPresent(extension::create);
    }

    /** The provider, when there is one. */
    Optional<IdentityProviderSettings> settings() {
        return serves ? IdentityProviderSettings.of(config, deployment.environment()) : Optional.empty();
    }

    private OidcTenantConfig tenant(IdentityProviderSettings settings) {
        OidcTenantConfigBuilder tenant = OidcTenantConfig.authServerUrl(settings.issuer())
                .enableTenant()
                .connectionTimeout(config.timeout())
                .followRedirects(false)
                .roles()
                .roleClaimPath(config.rolesClaim())
                .end()
                .token()
                .issuer(settings.issuer())
                .audience(settings.audience())
                .subjectRequired()
                .lifespanGrace((int) config.clockSkew().toSeconds())
                .forcedJwkRefreshInterval(config.keyRefreshInterval())
                // Tokens are checked here, and sent to nobody.
                .allowJwtIntrospection(false)
                .allowOpaqueTokenIntrospection(false)
                .end();
        config.tlsConfiguration().ifPresent(tenant::tlsConfigurationName);
        config.proxyConfiguration().ifPresent(tenant::proxyConfigurationName);
        return tenant.build();
    }
}
