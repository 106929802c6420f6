package io.github.sqldatabricks.bridge.console.login;

import io.github.sqldatabricks.bridge.console.ConsoleConfig;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** Whether nobody on the way can read what a log-in sends and gets: a token, or the cookie of a session. */
@ApplicationScoped
class SafeWay {

    /** What to do where it is not. */
    static final String HOW =
            "This page was reached over plain HTTP, where a token could be read on the way. Open it by https. When TLS"
                    + " ends at a proxy, the bridge has to trust it (quarkus.http.proxy.*, docs/security.md).";

    /** No name that somebody else could make mean this machine. */
    private static final Pattern LOCAL = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[?::1]?");

    private static final Pattern FORWARDED = Pattern.compile("(?i)forwarded|x-forwarded-.*|x-real-ip|via");

    private final ConsoleConfig config;

    SafeWay(ConsoleConfig config) {
        this.config = config;
    }

    /** Whether the request came on one. */
    boolean isOf(HttpServerRequest request) {
        return SessionCookie.isSecure(request) || config.allowHttp() || isThisMachine(request);
    }

    /** @throws BridgeException.NotAllowed ({@code login-needs-tls}) when it did not */
    void require(HttpServerRequest request) {
        if (!isOf(request)) {
            throw new BridgeException.NotAllowed(ErrorCode.LOGIN_NEEDS_TLS, HOW);
        }
    }

    /** A browser of this machine, and not whoever comes through a proxy on it. */
    private static boolean isThisMachine(HttpServerRequest request) {
        return isLoopback(request.remoteAddress().hostAddress())
                && request.authority() != null
                && LOCAL.matcher(request.authority().host()).matches()
                && request.headers().names().stream()
                        .noneMatch(name -> FORWARDED.matcher(name).matches());
    }

    private static boolean isLoopback(String address) {
        try {
            return InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
