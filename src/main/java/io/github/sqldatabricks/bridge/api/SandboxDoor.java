package io.github.sqldatabricks.bridge.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Keeps web pages of other places out of a service with the sandbox, which usually asks nobody for a token: a page that the user
 * happens to have open can send requests to {@code localhost}, and a host name that is made to mean {@code 127.0.0.1} (DNS
 * rebinding) would even let it read the answers. Addresses can't be rebound, so they are always taken.
 *
 * @see <a href="https://fetch.spec.whatwg.org/#origin-header">The Origin header</a>
 */
@ApplicationScoped
public class SandboxDoor {

    /** Before {@link RequestFraming}, after {@link AnswerHeaders}. */
    private static final int FIRST = Integer.MIN_VALUE + 1;

    /** An IPv4 address, an IPv6 address in brackets, or this machine's own name, with or without a port. */
    private static final Pattern LOCAL =
            Pattern.compile("(\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9a-fA-F:.]+]|localhost)(:\\d+)?");

    private final boolean sandbox;
    private final List<String> names;
    private final ObjectMapper json;

    public SandboxDoor(
            @ConfigProperty(name = "bridge.sandbox.enabled", defaultValue = "false") boolean sandbox,
            @ConfigProperty(name = "bridge.sandbox.host-names") Optional<List<String>> names,
            ObjectMapper json) {
        this.sandbox = sandbox;
        this.names = names.orElse(List.of());
        this.json = json;
    }

    void install(@Observes Router router) {
        if (sandbox) {
            router.route().order(FIRST).handler(this::check);
        }
    }

    private void check(RoutingContext call) {
        String host = host(call.request());
        String origin = call.request().getHeader("Origin");
        if (host != null && !isKnown(host)) {
            refuse(
                    call,
                    ErrorCode.FOREIGN_HOST,
                    "Expected an address, localhost or a name of bridge.sandbox.host-names as the host, but got another"
                            + " name. The sandbox takes no other.");
        } else if (origin != null && !isOf(origin, host)) {
            refuse(
                    call,
                    ErrorCode.FOREIGN_ORIGIN,
                    "Expected a request of this service's own pages or of a program, but a web page of another place has"
                            + " sent it. The sandbox takes none.");
        } else {
            call.next();
        }
    }

    /** HTTP/2 has no such header, but a field of its own (RFC 9113, section 8.3.1); without one, no name is known. */
    private static String host(HttpServerRequest request) {
        return request.version() == HttpVersion.HTTP_2
                ? String.valueOf(request.authority(true))
                : request.getHeader("Host");
    }

    private boolean isKnown(String host) {
        return LOCAL.matcher(host).matches()
                || names.stream().anyMatch(name -> host.replaceAll(":\\d+$", "").equalsIgnoreCase(name));
    }

    private static boolean isOf(String origin, String host) {
        try {
            return host != null && host.equalsIgnoreCase(URI.create(origin).getAuthority());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private void refuse(RoutingContext call, ErrorCode error, String detail) {
        Problem.of(error.status(), error, detail).close(call, json);
    }
}
