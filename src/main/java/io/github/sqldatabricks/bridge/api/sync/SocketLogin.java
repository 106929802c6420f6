package io.github.sqldatabricks.bridge.api.sync;

import io.github.sqldatabricks.bridge.access.AccessControl;
import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.api.security.BearerToken;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.quarkus.websockets.next.HttpUpgradeCheck;
import io.quarkus.websockets.next.UserData;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Optional;

/** Refuses a WebSocket without a valid token, like {@code TokenFilter} refuses every other request. */
@ApplicationScoped
public class SocketLogin implements HttpUpgradeCheck {

    /** Who opened a connection. */
    static final UserData.TypedKey<Principal> PRINCIPAL = new UserData.TypedKey<>("principal");

    private final AccessControl access;

    public SocketLogin(AccessControl access) {
        this.access = access;
    }

    @Override
    public Uni<CheckResult> perform(HttpUpgradeContext context) {
        try {
            String header = context.httpRequest().getHeader(HttpHeaders.AUTHORIZATION);
            context.userData().put(PRINCIPAL, access.authenticate(BearerToken.in(Optional.ofNullable(header))));
            return CheckResult.permitUpgrade();
        } catch (BridgeException.NotAuthenticated e) {
            return CheckResult.rejectUpgrade(Response.Status.UNAUTHORIZED.getStatusCode());
        }
    }
}
