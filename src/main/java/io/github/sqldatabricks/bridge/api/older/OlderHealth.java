package io.github.sqldatabricks.bridge.api.older;

import io.github.sqldatabricks.bridge.access.DeploymentConfig;
import io.github.sqldatabricks.bridge.api.BasePath;
import io.smallrye.health.SmallRyeHealth;
import io.smallrye.health.SmallRyeHealthReporter;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.json.JsonValue;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * Health below the base path, in the predecessor's words. The statuses are those of the plain paths: 503 when something is
 * down, where the predecessor said 200.
 */
@ApplicationScoped
public class OlderHealth {

    /** After {@link BasePath}, before the routes of the plain paths. */
    private static final int EARLY = Integer.MIN_VALUE + 2;

    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    private final SmallRyeHealthReporter reporter;
    private final String version;
    private final String environment;

    public OlderHealth(
            SmallRyeHealthReporter reporter,
            @ConfigProperty(name = "quarkus.application.version") String version,
            DeploymentConfig deployment) {
        this.reporter = reporter;
        this.version = version;
        this.environment = deployment.environment().name().toLowerCase(Locale.ROOT);
    }

    void install(@Observes Router router) {
        answer(router, "live", reporter::getLivenessAsync, health -> status(health, "ok", "error"));
        answer(router, "startup", reporter::getStartupAsync, health -> status(health, "started", "starting"));
        answer(router, "ready", reporter::getReadinessAsync, this::ready);
    }

    private static void answer(
            Router router,
            String name,
            Supplier<Uni<SmallRyeHealth>> check,
            Function<SmallRyeHealth, JsonObject> form) {
        router.get("/health/" + name).order(EARLY).handler(call -> {
            if (BasePath.isBelow(call)) {
                check.get().subscribe().with(health -> send(call, health, form.apply(health)), call::fail);
            } else {
                call.next();
            }
        });
    }

    private static void send(RoutingContext call, SmallRyeHealth health, JsonObject body) {
        call.response()
                .setStatusCode(health.isDown() ? UNAVAILABLE : OK)
                .putHeader("Content-Type", "application/json")
                .end(body.encode());
    }

    private static JsonObject status(SmallRyeHealth health, String up, String down) {
        return new JsonObject().put("status", health.isDown() ? down : up);
    }

    private JsonObject ready(SmallRyeHealth health) {
        JsonObject components = new JsonObject();
        for (JsonValue check : health.getPayload().getJsonArray("checks")) {
            boolean up = check.asJsonObject().getString("status").equals(HealthCheckResponse.Status.UP.name());
            components.put(component(check.asJsonObject().getString("name")), component(up));
        }
        return status(health, "healthy", "unhealthy")
                .put("version", version)
                .put("environment", environment)
                .put("components", components);
    }

    private static String component(String name) {
        return name.equals("sqlserver") ? "sql_server" : name;
    }

    /** The reason is for who may look at the log or has a token; it may hold host names and logins. */
    private static JsonObject component(boolean up) {
        return new JsonObject()
                .put("status", up ? "healthy" : "unhealthy")
                .put("message", up ? "Connected" : "Connection failed")
                .putNull("details");
    }
}
