package io.github.sqldatabricks.bridge.api.security.oidc;

import io.quarkus.oidc.OIDCException;
import io.smallrye.mutiny.TimeoutException;
import io.vertx.core.VertxException;
import java.io.IOException;
import java.util.stream.Stream;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.lang.UnresolvableKeyException;

/** Why the extension did not accept a token; found by the types of exceptions, as their texts are no contract. */
enum ProviderFailure {
    /** The provider did not answer, or not with its keys: nothing is known of the token. */
    UNREACHABLE,
    /** The provider's keys are known, and the one that signed the token is not among them. */
    UNKNOWN_KEY,
    /** Signed by the provider, but too old. */
    EXPIRED,
    /** Anything else is the token's fault. */
    INVALID;

    static ProviderFailure of(Throwable failure) {
        if (causes(failure).anyMatch(UnresolvableKeyException.class::isInstance)) {
            return UNKNOWN_KEY;
        }
        if (causes(failure).anyMatch(InvalidJwtException.class::isInstance)) {
            return causes(failure).anyMatch(ProviderFailure::isExpiry) ? EXPIRED : INVALID;
        }
        return causes(failure).anyMatch(ProviderFailure::isOfTheNetwork) ? UNREACHABLE : INVALID;
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
