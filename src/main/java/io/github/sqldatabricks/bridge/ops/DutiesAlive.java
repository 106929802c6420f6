package io.github.sqldatabricks.bridge.ops;

import io.github.sqldatabricks.bridge.duty.Duties;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;

/**
 * The process lives while all its duties are done: a restart is what helps when the thread of one is gone, or never comes back. It
 * looks at memory only and answers on the event loop, whatever requests and dependencies do.
 */
@Liveness
@ApplicationScoped
public class DutiesAlive implements AsyncHealthCheck {

    private final Duties duties;

    public DutiesAlive(Duties duties) {
        this.duties = duties;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return Uni.createFrom().item(this::response);
    }

    private HealthCheckResponse response() {
        List<String> dead = duties.dead();
        HealthCheckResponseBuilder response =
                HealthCheckResponse.named("duties").status(dead.isEmpty());
        if (!dead.isEmpty()) {
            response.withData("dead", String.join(", ", dead));
        }
        return response.build();
    }
}
