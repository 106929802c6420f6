package io.github.sqldatabricks.bridge.api.sync;

import io.github.sqldatabricks.bridge.access.Session;
import io.github.sqldatabricks.bridge.api.ProblemMapper;
import io.github.sqldatabricks.bridge.api.security.Login;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.quarkus.websockets.next.HttpUpgradeCheck;
import io.quarkus.websockets.next.UserData;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.List;
import java.util.Map;

/** Refuses a WebSocket without a valid token, like {@code TokenFilter} refuses every other request. */
@ApplicationScoped
public class SocketLogin implements HttpUpgradeCheck {

    /** Who opened a connection. */
    static final UserData.TypedKey<Session> SESSION = new UserData.TypedKey<>("session");

    static final UserData.TypedKey<UpgradedRequest> REQUEST = new UserData.TypedKey<>("request");

    private final Login login;

    public SocketLogin(Login login) {
        this.login = login;
    }

    @Override
    public Uni<CheckResult> perform(HttpUpgradeContext context) {
        return login.open(context.httpRequest())
                .invoke(session -> {
                    context.userData().put(SESSION, session);
                    context.userData().put(REQUEST, UpgradedRequest.of(context.httpRequest()));
                })
                .map(session -> CheckResult.permitUpgradeSync())
                .onFailure(BridgeException.class)
                .recoverWithItem(SocketLogin::refusal);
    }

    private static CheckResult refusal(BridgeException failure) {
        Map<String, List<String>> headers = ProblemMapper.retryAfter(failure)
                .map(wait -> Map.of(HttpHeaders.RETRY_AFTER, List.of(String.valueOf(wait.toSeconds()))))
                .orElse(Map.of());
        return CheckResult.rejectUpgradeSync(ProblemMapper.status(failure), headers);
    }
}
