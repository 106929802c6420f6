package io.github.sqldatabricks.bridge.api;

import io.github.sqldatabricks.bridge.access.AccessControl;
import io.github.sqldatabricks.bridge.api.security.Login;
import io.smallrye.health.SmallRyeHealth;
import io.smallrye.health.SmallRyeHealthReporter;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Set;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Keeps the reasons of readiness, which name hosts and logins, from who has no token: probes read the status alone. A token that is
 * not valid counts as none here, so that a probe with an old one still works.
 */
@ApplicationScoped
public class ReadinessDetails {

    /** After {@link BasePath} and the predecessor's forms. */
    private static final int EARLY = Integer.MIN_VALUE + 3;

    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    private static final Set<String> REASONS = Set.of("detail", "last_error");

    private final SmallRyeHealthReporter reporter;
    private final AccessControl access;
    private final Login login;
    private final String path;

    public ReadinessDetails(
            SmallRyeHealthReporter reporter,
            AccessControl access,
            Login login,
            @ConfigProperty(name = "quarkus.smallrye-health.root-path") String path) {
        this.reporter = reporter;
        this.access = access;
        this.login = login;
        this.path = path;
    }

    void install(@Observes Router router) {
        guard(router, path, reporter::getHealthAsync);
        guard(router, path + "/ready", reporter::getReadinessAsync);
    }

    private void guard(Router router, String guarded, Supplier<Uni<SmallRyeHealth>> check) {
        router.route(guarded)
                .order(EARLY)
                .handler(call -> mayKnow(call).subscribe().with(known -> answer(call, known, check), call::fail));
    }

    private Uni<Boolean> mayKnow(RoutingContext call) {
        if (call.request().getHeader("Authorization") == null) {
            return Uni.createFrom().item(access.isOpen());
        }
        return login.authenticate(call.request()).replaceWith(true).onFailure().recoverWithItem(false);
    }

    private static void answer(RoutingContext call, boolean known, Supplier<Uni<SmallRyeHealth>> check) {
        if (known) {
            call.next();
        } else {
            check.get().subscribe().with(health -> send(call, health), call::fail);
        }
    }

    private static void send(RoutingContext call, SmallRyeHealth health) {
        JsonObject shown = new JsonObject(health.getPayload().toString());
        for (Object one : shown.getJsonArray("checks")) {
            JsonObject data = ((JsonObject) one).getJsonObject("data");
            if (data != null) {
                REASONS.forEach(data::remove);
            }
        }
        call.response()
                .setStatusCode(health.isDown() ? UNAVAILABLE : OK)
                .putHeader("Content-Type", "application/json; charset=UTF-8")
                .end(shown.encode());
    }
}
