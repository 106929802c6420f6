package io.github.sqldatabricks.bridge.api.security;

import io.github.sqldatabricks.bridge.access.ExternalIdentity;
import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.api.ConsolePath;
import io.github.sqldatabricks.bridge.audit.AuditEvent;
import io.github.sqldatabricks.bridge.audit.AuditEvent.AuditDetails;
import io.github.sqldatabricks.bridge.audit.AuditType;
import io.netty.util.NetUtil;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A request that has to say who it is.
 *
 * @param token what it carries
 * @param source the address it comes from
 * @param method such as {@code GET}
 * @param path what it asks for
 * @param identity for whom the identity provider made the token; empty for tokens of the bridge
 */
record Attempt(Optional<String> token, String source, String method, String path, Optional<ExternalIdentity> identity) {

    private static final String SCHEME = "Bearer ";

    private static final int IPV6_BYTES = 16;

    private static final int NETWORK_BYTES = 8;

    private static final int LONGEST = 64;

    /** The console takes no token of a header, so its records name none that somebody has put there. */
    static Attempt of(HttpServerRequest request) {
        String path = Optional.ofNullable(request.path()).orElse("/");
        Optional<String> header = Optional.ofNullable(request.getHeader(HttpHeaders.AUTHORIZATION))
                .filter(value -> !ConsolePath.covers(path));
        return new Attempt(
                bearerToken(header), address(request), request.method().name(), path, Optional.empty());
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
        return AuditEvent.anonymous(type, method, path).from(origin()).with(person().build());
    }

    /** A record of the audit trail that it succeeded. */
    AuditEvent succeeded(Principal principal) {
        return AuditEvent.by(principal.name(), AuditType.AUTH_SUCCESS, method, path)
                .from(origin())
                .with(person().build());
    }

    /** The user of an identity provider is an entry that many may act as; this is who it was. */
    AuditDetails.Builder person() {
        AuditDetails.Builder details = AuditDetails.builder();
        identity.ifPresent(known -> details.put("person", known.person()).put("subject", known.subject()));
        return details;
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
