package io.github.sqldatabricks.bridge.api.security.oidc;

import io.github.sqldatabricks.bridge.access.ExternalIdentity;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.quarkus.oidc.AccessTokenCredential;
import io.quarkus.oidc.TenantIdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.regex.Pattern;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jboss.logging.Logger;

/** Finds out for whom the OpenID Connect provider made a token. Thread-safe. */
@ApplicationScoped
public class IdentityProviderLogin {

    private static final Logger LOG = Logger.getLogger(IdentityProviderLogin.class);

    /** The compact form of RFC 7515, section 3.1. */
    private static final Pattern SIGNED = Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");

    private final IdentityProviderConfig config;
    private final TenantIdentityProvider provider;
    private final boolean enabled;
    private final Outage outage;

    public IdentityProviderLogin(
            IdentityProviderConfig config, IdentityProviderTenant tenant, TenantIdentityProvider provider) {
        this.config = config;
        this.provider = provider;
        this.enabled = tenant.settings().isPresent();
        this.outage = new Outage(config.keyRefreshInterval(), Clock.systemUTC());
    }

    /** Whether the token may be one of the provider: there is a provider, and the token has the form of a signed JWT. */
    public boolean mayKnow(String token) {
        return enabled && SIGNED.matcher(token).matches();
    }

    /**
     * For whom the provider made the token, by its signature, issuer, audience and times; never blocks. Of the provider only keys
     * are asked for, and only when they are not known; the token is sent to nobody.
     *
     * @return fails with {@link BridgeException.NotAuthenticated} when the token is none of the provider for this bridge, and with
     *     {@link BridgeException.RemoteTransient} when the provider does not answer, so that nobody knows
     */
    public Uni<ExternalIdentity> identify(String token) {
        if (outage.neverReached() && outage.recent()) {
            return Uni.createFrom().failure(unavailable("did not a moment ago"));
        }
        return Uni.createFrom()
                .deferred(() -> provider.authenticate(new AccessTokenCredential(token)))
                .ifNoItem()
                .after(config.timeout())
                .fail()
                .map(this::identity)
                .invoke(outage::reached)
                .onFailure()
                .transform(this::explain);
    }

    private ExternalIdentity identity(SecurityIdentity known) {
        JsonWebToken claims = (JsonWebToken) known.getPrincipal();
        Instant end = Instant.ofEpochSecond(claims.getExpirationTime()).plus(config.clockSkew());
        return new ExternalIdentity(claims.getSubject(), known.getRoles(), claims.getName(), end);
    }

    /** The cause does not go on: the extension's exceptions hold the token. */
    private BridgeException explain(Throwable failure) {
        ProviderFailure known = ProviderFailure.of(failure);
        LOG.debugf("A token of the identity provider was not accepted: %s", known);
        return switch (known) {
            case UNREACHABLE -> {
                outage.failed();
                yield unavailable("did not");
            }
            case UNKNOWN_KEY -> outage.recent() ? unavailable("did not a moment ago") : invalid();
            case EXPIRED -> {
                outage.reached();
                yield new BridgeException.NotAuthenticated(
                        ErrorCode.TOKEN_EXPIRED, "The token has expired. Get a new one.");
            }
            case INVALID -> invalid();
        };
    }

    private BridgeException invalid() {
        return new BridgeException.NotAuthenticated(
                ErrorCode.TOKEN_INVALID,
                "Expected a token that is valid now, signed by "
                        + config.issuer().orElseThrow() + ", with its iss, and with this service in aud.");
    }

    private BridgeException unavailable(String answered) {
        return new BridgeException.RemoteTransient(
                ErrorCode.IDENTITY_PROVIDER_UNAVAILABLE,
                "Expected " + config.issuer().orElseThrow() + " to tell its keys, but it " + answered
                        + ". Tokens of the bridge go on working.",
                null);
    }
}
