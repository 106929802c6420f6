package io.github.sqldatabricks.bridge.event;

import io.github.sqldatabricks.bridge.sync.SyncConfig;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Shows the poller's state beside the dependencies. Always up: a poller that backs off is no reason to send requests
 * elsewhere, because every other process reads the same table.
 */
@Readiness
@ApplicationScoped
public class PollerHealth implements AsyncHealthCheck {

    private final EventPoller poller;
    private final SyncConfig config;

    public PollerHealth(EventPoller poller, SyncConfig config) {
        this.poller = poller;
        this.config = config;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return Uni.createFrom().item(this::response);
    }

    private HealthCheckResponse response() {
        HealthCheckResponseBuilder response =
                HealthCheckResponse.named("event-poller").up();
        response.withData("state", state());
        poller.lastPoll().map(Instant::toString).ifPresent(time -> response.withData("last_poll", time));
        poller.lastError().ifPresent(error -> response.withData("last_error", error));
        return response.build();
    }

    private String state() {
        if (!config.poller().enabled()) {
            return "off";
        }
        return poller.lastError().isPresent() ? "waiting after an error" : "polling";
    }
}
