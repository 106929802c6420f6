package io.github.sqldatabricks.bridge.ops;

import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Keeps {@code /health/startup}, the old name of {@code /health/started}. */
@ApplicationScoped
public class StartupAlias {

    void install(@Observes Router router) {
        router.get("/health/startup").handler(call -> call.reroute("/health/started"));
    }
}
