package io.github.sqldatabricks.bridge.ops;

import io.github.sqldatabricks.bridge.duty.Duties;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;

/** Lets the duties begin once the application runs, ends them with it, and shows how they go. */
@ApplicationScoped
public class DutyLifecycle {

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
}
