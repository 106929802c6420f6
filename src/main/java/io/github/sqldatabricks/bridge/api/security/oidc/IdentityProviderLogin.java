package io.github.sqldatabricks.bridge.api.security.oidc;

import io.github.sqldatabricks.bridge.access.ExternalIdentity;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.quarkus.oidc.AccessTokenCredential;
import io.quarkus.oidc.OIDCException;
import io.quarkus.oidc.TenantIdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.VertxException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jboss.logging.Logger;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.lang.UnresolvableKeyException;

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
        Failure known = Failure.of(failure);
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

    /** What is known of a provider that does not answer. Thread-safe. */
    static final class Outage {

        private final Duration memory;
        private final Clock clock;
        private volatile boolean reached;
        private volatile Instant end = Instant.MIN;

        /** @param memory how long a failure counts as recent */
        Outage(Duration memory, Clock clock) {
            this.memory = memory;
            this.clock = clock;
        }

        /** The provider's keys are known. */
        void reached() {
            reached = true;
        }

        /** The provider did not answer. */
        void failed() {
            end = clock.instant().plus(memory);
        }

        /** Whether its keys have never been known: only then each token would mean a question. */
        boolean neverReached() {
            return !reached;
        }

        /** Whether it did not answer a moment ago. */
        boolean recent() {
            return clock.instant().isBefore(end);
        }
    }

    /** Why the extension did not accept a token; found by the types of exceptions, as their texts are no contract. */
    enum Failure {
        /** The provider did not answer, or not with its keys: nothing is known of the token. */
        UNREACHABLE,
        /** The provider's keys are known, and the one that signed the token is not among them. */
        UNKNOWN_KEY,
        /** Signed by the provider, but too old. */
        EXPIRED,
        /** Anything else is the token's fault. */
        INVALID;

        static Failure of(Throwable failure) {
            if (causes(failure).anyMatch(UnresolvableKeyException.class::isInstance)) {
                return UNKNOWN_KEY;
            }
            if (causes(failure).anyMatch(InvalidJwtException.class::isInstance)) {
                return causes(failure).anyMatch(Failure::isExpiry) ? EXPIRED : INVALID;
            }
            return causes(failure).anyMatch(Failure::isOfTheNetwork) ? UNREACHABLE : INVALID;
        }

        private static boolean isExpiry(Throwable cause) {
            return cause instanceof InvalidJwtException refused && refused.hasExpired();
        }

        private static boolean isOfTheNetwork(Throwable cause) {
            return cause instanceof OIDCException
                    || cause instanceof IOException
                    || cause instanceof VertxException
                    || cause instanceof TimeoutException
                    || cause instanceof java.util.concurrent.TimeoutException;
        }

        private static Stream<Throwable> causes(Throwable failure) {
            return Stream.iterate(failure, cause -> cause != null, Throwable::getCause);
        }
    }
}
