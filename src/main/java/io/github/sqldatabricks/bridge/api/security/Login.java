package io.github.sqldatabricks.bridge.api.security;

import io.github.sqldatabricks.bridge.access.AccessConfig;
import io.github.sqldatabricks.bridge.access.AccessControl;
import io.github.sqldatabricks.bridge.access.ExternalIdentity;
import io.github.sqldatabricks.bridge.access.FailedAttempts;
import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.access.Session;
import io.github.sqldatabricks.bridge.api.security.oidc.IdentityProviderLogin;
import io.github.sqldatabricks.bridge.audit.AuditDetails;
import io.github.sqldatabricks.bridge.audit.AuditEvent;
import io.github.sqldatabricks.bridge.audit.AuditTrail;
import io.github.sqldatabricks.bridge.audit.AuditType;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.netty.util.NetUtil;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Arrays;
import java.util.HexFormat;
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

    /** Records that a request was let in by a session of the console. */
    public void entered(HttpServerRequest request, Principal principal, String session) {
        audit.record(Attempt.of(request)
                .succeeded(principal)
                .with(AuditDetails.builder().put("session", session).build()));
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

    /**
     * A request that has to say who it is.
     *
     * @param token what it carries
     * @param source the address it comes from
     * @param method such as {@code GET}
     * @param path what it asks for
     * @param identity for whom the identity provider made the token; empty for tokens of the bridge
     */
    record Attempt(
            Optional<String> token, String source, String method, String path, Optional<ExternalIdentity> identity) {

        private static final String SCHEME = "Bearer ";

        private static final int IPV6_BYTES = 16;

        private static final int NETWORK_BYTES = 8;

        private static final int LONGEST = 64;

        static Attempt of(HttpServerRequest request) {
            return new Attempt(
                    bearerToken(Optional.ofNullable(request.getHeader(HttpHeaders.AUTHORIZATION))),
                    address(request),
                    request.method().name(),
                    Optional.ofNullable(request.path()).orElse("/"),
                    Optional.empty());
        }

        /** The same with the token of a form. */
        Attempt with(String given) {
            return new Attempt(Optional.of(given), source, method, path, identity);
        }

        /** The same, for whom the identity provider vouches. */
        Attempt by(ExternalIdentity known) {
            return new Attempt(token, source, method, path, Optional.of(known));
        }

        /** A record of the audit trail about it; holds the beginning of the token's digest only. */
        AuditEvent audited(AuditType type) {
            return AuditEvent.anonymous(type, method, path).from(origin()).with(person());
        }

        /** A record of the audit trail that it succeeded. */
        AuditEvent succeeded(Principal principal) {
            return AuditEvent.by(principal.name(), AuditType.AUTH_SUCCESS, method, path)
                    .from(origin())
                    .with(person());
        }

        /** The user of an identity provider is an entry that many may act as; this is who it was. */
        private AuditDetails person() {
            return identity.map(known -> AuditDetails.builder()
                            .put("person", known.person())
                            .put("subject", known.subject())
                            .build())
                    .orElse(AuditDetails.NONE);
        }

        /** Where it comes from; of the token only the beginning of its digest. */
        AuditEvent.Origin origin() {
            return AuditEvent.Origin.of(token, Optional.of(source));
        }

        /** As in logs: without the token. */
        @Override
        public String toString() {
            return method + " " + path + " from " + source;
        }

        /**
         * The token of the value of {@code Authorization}; empty when there is none.
         *
         * @see <a href="https://www.rfc-editor.org/rfc/rfc6750#section-2.1">RFC 6750, section 2.1</a>
         */
        private static Optional<String> bearerToken(Optional<String> header) {
            return header.filter(value -> value.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
                    .map(value -> value.substring(SCHEME.length()).trim());
        }

        /**
         * Where the request comes from: the connection's other end, or what a trusted proxy says ({@code quarkus.http.proxy.*}). No name
         * is ever looked up for it.
         */
        private static String address(HttpServerRequest request) {
            SocketAddress address = request.remoteAddress();
            if (address == null) {
                return "unknown";
            }
            String text = address.hostAddress() == null ? address.host() : address.hostAddress();
            return text == null ? "unknown" : text.substring(0, Math.min(text.length(), LONGEST));
        }

        /**
         * Who is counted as one source: an IPv4 address, or an IPv6 network of 64 bits, which is what one customer gets (RFC 6177)
         * and can choose addresses from at will.
         */
        static String network(String address) {
            byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
            return bytes == null || bytes.length != IPV6_BYTES
                    ? address
                    : HexFormat.of().formatHex(Arrays.copyOf(bytes, NETWORK_BYTES)) + "/64";
        }
    }
}
