package io.github.sqldatabricks.bridge.observe;

import io.github.sqldatabricks.bridge.duty.Duties;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;

/**
 * Lets the duties begin once the application runs, ends them with it, and shows how they go. The process lives while all its duties
 * are done: a restart is what helps when the thread of one is gone, or never comes back. The check of liveness looks at memory only
 * and answers on the event loop, whatever requests and dependencies do.
 */
@Liveness
@ApplicationScoped
public class DutyLifecycle implements AsyncHealthCheck {

    private final Duties duties;
    private final Event<Duties> assignment;
    private final MeterRegistry registry;

    public DutyLifecycle(Duties duties, Event<Duties> assignment, MeterRegistry registry) {
        this.duties = duties;
        this.assignment = assignment;
        this.registry = registry;
    }

    /** Last of all, when the channels are there. */
    void onStart(@Observes @Priority(Interceptor.Priority.PLATFORM_AFTER) StartupEvent event) {
        duties.eachDuty(duty -> FunctionCounter.builder(Meters.DUTY_FAILURES, duty, one -> one.failures())
                .tag(Meters.DUTY, duty.name())
                .register(registry));
        Gauge.builder(Meters.DUTIES_DEAD, () -> duties.dead().size()).register(registry);
        assignment.fire(duties);
        duties.start();
    }

    /** First of all. The drain, which comes before, beats by itself. */
    void onStop(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) ShutdownEvent event) {
        duties.close();
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
