package io.github.sqldatabricks.bridge.api.sync;

import io.github.sqldatabricks.bridge.access.Session;
import io.github.sqldatabricks.bridge.api.security.Login;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.quarkus.websockets.next.HttpUpgradeCheck;
import io.quarkus.websockets.next.UserData;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Refuses a WebSocket without a valid token, like {@code TokenFilter} refuses every other request. */
@ApplicationScoped
public class SocketLogin implements HttpUpgradeCheck {

    /** Who opened a connection. */
    static final UserData.TypedKey<Session> SESSION = new UserData.TypedKey<>("session");

    /** As {@code ProblemMapper} says for REST. */
    private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

    private final Login login;

    public SocketLogin(Login login) {
        this.login = login;
    }

    @Override
    public Uni<CheckResult> perform(HttpUpgradeContext context) {
        return login.open(context.httpRequest())
                .invoke(session -> context.userData().put(SESSION, session))
                .map(session -> CheckResult.permitUpgradeSync())
                .onFailure(BridgeException.class)
                .recoverWithItem(SocketLogin::refusal);
    }

    private static CheckResult refusal(BridgeException failure) {
        if (failure instanceof BridgeException.TooManyAttempts tooMany) {
            return later(Response.Status.TOO_MANY_REQUESTS, tooMany.retryAfter());
        }
        if (failure instanceof BridgeException.RemoteTransient) {
            return later(Response.Status.SERVICE_UNAVAILABLE, RETRY_AFTER);
        }
        if (failure instanceof BridgeException.NotAllowed) {
            return CheckResult.rejectUpgradeSync(Response.Status.FORBIDDEN.getStatusCode());
        }
        return CheckResult.rejectUpgradeSync(Response.Status.UNAUTHORIZED.getStatusCode());
    }

    private static CheckResult later(Response.Status status, Duration wait) {
        return CheckResult.rejectUpgradeSync(
                status.getStatusCode(), Map.of(HttpHeaders.RETRY_AFTER, List.of(String.valueOf(wait.toSeconds()))));
    }
}
