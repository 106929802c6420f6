package io.github.sqldatabricks.bridge.api.security;

import io.github.sqldatabricks.bridge.access.AccessConfig;
import io.github.sqldatabricks.bridge.access.AccessControl;
import io.github.sqldatabricks.bridge.access.BrowserSessions.BrowserSession;
import io.github.sqldatabricks.bridge.access.ExternalIdentity;
import io.github.sqldatabricks.bridge.access.FailedAttempts;
import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.access.Session;
import io.github.sqldatabricks.bridge.api.security.oidc.IdentityProviderLogin;
import io.github.sqldatabricks.bridge.audit.AuditEvent;
import io.github.sqldatabricks.bridge.audit.AuditEvent.AuditDetails;
import io.github.sqldatabricks.bridge.audit.AuditTrail;
import io.github.sqldatabricks.bridge.audit.AuditType;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Finds who makes a request, of REST and of WebSockets. Failed attempts are counted per source; too many are answered 429 and
 * recorded once a window. A valid token passes all the same: behind one address there may be a whole office, and who shuts it
 * out by sending nonsense would have won. Tokens of 256 random bits can't be guessed at any rate.
 */
@ApplicationScoped
public class Login {

    private static final Logger LOG = Logger.getLogger(Login.class);

    private final AccessControl access;
    private final AuditTrail audit;
    private final IdentityProviderLogin provider;
    private final FailedAttempts failures;

    public Login(AccessControl access, AuditTrail audit, AccessConfig config, IdentityProviderLogin provider) {
        this.access = access;
        this.audit = audit;
        this.provider = provider;
        this.failures = new FailedAttempts(config);
    }

    /**
     * Whose token the request carries; never blocks.
     *
     * @return fails with {@link BridgeException.NotAuthenticated} when the token is missing, unknown or expired, with {@link
     *     BridgeException.NotAllowed} when the identity provider knows the caller, but the permissions file does not, with {@link
     *     BridgeException.TooManyAttempts} when its source had too many such requests, and with {@link
     *     BridgeException.RemoteTransient} when the identity provider is needed and does not answer
     */
    public Uni<Principal> authenticate(HttpServerRequest request) {
        return counted(request, access::authenticate, access::authenticate, Function.identity());
    }

    /**
     * Whose token a form has brought: one of the bridge's own. Counted as others are.
     *
     * @throws BridgeException as {@link #authenticate}
     */
    public Principal authenticate(HttpServerRequest request, String token) {
        Attempt attempt = Attempt.of(request).with(token);
        try {
            Principal known = access.authenticate(attempt.token());
            audit.record(attempt.succeeded(known));
            return known;
        } catch (BridgeException e) {
            throw failed(attempt, e);
        }
    }

    /**
     * Counts a request whose session nobody knows, or has ended.
     *
     * @throws BridgeException.TooManyAttempts when its source had too many such requests
     */
    public void unknownSession(HttpServerRequest request) {
        BridgeException counted = failed(
                Attempt.of(request),
                new BridgeException.NotAuthenticated(ErrorCode.TOKEN_MISSING, "The session has ended. Log in again."));
        if (counted instanceof BridgeException.TooManyAttempts tooMany) {
            throw tooMany;
        }
    }

    /**
     * As whom somebody acts for whom the identity provider has just vouched. Counted as others are.
     *
     * @throws BridgeException as {@link #authenticate}
     */
    public Principal authenticate(HttpServerRequest request, ExternalIdentity identity) {
        Attempt attempt = Attempt.of(request).by(identity);
        try {
            Principal known = access.authenticate(identity);
            audit.record(attempt.succeeded(known));
            return known;
        } catch (BridgeException e) {
            throw failed(attempt, e);
        }
    }

    /** Counts a log-in that the identity provider, or what the browser brought from there, has made fail; returns what to answer. */
    public BridgeException refused(HttpServerRequest request, BridgeException failure) {
        return failed(Attempt.of(request), failure);
    }

    /**
     * Refuses what would make the identity provider work when its source has failed too often.
     *
     * @throws BridgeException.TooManyAttempts when it has
     */
    public void requireAttemptsLeft(HttpServerRequest request) {
        Attempt attempt = Attempt.of(request);
        if (failures.isExceeded(Attempt.network(attempt.source()))) {
            throw failed(
                    attempt,
                    new BridgeException.NotAuthenticated(
                            ErrorCode.PROVIDER_LOGIN_FAILED, "Too many log-ins from this address have failed."));
        }
    }

    /** Records that a request was let in by a session of the console. */
    public void entered(HttpServerRequest request, Principal principal, BrowserSession session) {
        Attempt attempt =
                session.identity().map(known -> Attempt.of(request).by(known)).orElseGet(() -> Attempt.of(request));
        audit.record(attempt.succeeded(principal)
                .with(attempt.person().put("session", session.shortId()).build()));
    }

    /** The same for a connection that lives longer than the request. */
    public Uni<Session> open(HttpServerRequest request) {
        return counted(request, access::open, access::open, Session::principal);
    }

    private <T> Uni<T> counted(
            HttpServerRequest request,
            Function<Optional<String>, T> byToken,
            Function<ExternalIdentity, T> byIdentity,
            Function<T, Principal> who) {
        Attempt asked = Attempt.of(request);
        return identified(asked)
                .onFailure(BridgeException.class)
                .transform(failure -> failed(asked, failure))
                .chain(attempt -> Uni.createFrom()
                        .item(() -> attempt.identity().map(byIdentity).orElseGet(() -> byToken.apply(attempt.token())))
                        .invoke(known -> audit.record(attempt.succeeded(who.apply(known))))
                        .onFailure(BridgeException.class)
                        .transform(failure -> failed(attempt, failure)));
    }

    /** Tokens of the bridge, and whatever is no JWT, never get to the code that talks to the identity provider. */
    private Uni<Attempt> identified(Attempt attempt) {
        return attempt.token()
                .filter(token -> !access.knows(token) && provider.mayKnow(token))
                .map(token -> provider.identify(token).map(attempt::by))
                .orElseGet(() -> Uni.createFrom().item(attempt));
    }

    private BridgeException failed(Attempt attempt, BridgeException failure) {
        if (failure instanceof BridgeException.RemoteTransient) {
            // Nobody knows whether the token is wrong, so it is not counted as such.
            audit.record(attempt.audited(AuditType.AUTH_FAILURE).failed(AuditEvent.Failure.of(failure)));
            return failure;
        }
        FailedAttempts.Verdict verdict = failures.count(Attempt.network(attempt.source()));
        if (!verdict.exceeded()) {
            audit.record(attempt.audited(AuditType.AUTH_FAILURE).failed(AuditEvent.Failure.of(failure)));
            return failure;
        }
        if (verdict.report()) {
            LOG.warnf("Too many requests without a valid token; not logged one by one from here on: %s", attempt);
            audit.record(attempt.audited(AuditType.RATE_LIMITED)
                    .with(AuditDetails.builder()
                            .put("attempts", verdict.unreported())
                            .build()));
        }
        return new BridgeException.TooManyAttempts(
                ErrorCode.TOO_MANY_ATTEMPTS,
                "Too many requests without a valid token came from this address. Correct the token, and try again after the"
                        + " seconds in Retry-After.",
                verdict.retryAfter());
    }
}
