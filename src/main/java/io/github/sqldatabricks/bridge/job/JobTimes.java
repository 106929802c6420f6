package io.github.sqldatabricks.bridge.job;

import io.github.sqldatabricks.bridge.model.DurationRange;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;

/** Stops a start whose {@link JobConfig} would lose leases, drop jobs at once or never look for abandoned ones. */
@ApplicationScoped
public class JobTimes {

    private final JobConfig config;

    public JobTimes(JobConfig config) {
        this.config = config;
    }

    /**
     * Runs before the scheduler starts, so that a wrong period is named by its key and not by the scheduler.
     *
     * @throws IllegalArgumentException when a duration is out of its range; the message names the setting
     */
    void onStart(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE - 1) StartupEvent event) {
        DurationRange.RETENTION.require("bridge.jobs.retention", config.retention());
        DurationRange.PERIOD.require("bridge.jobs.heartbeat", config.heartbeat());
        DurationRange.PERIOD.require("bridge.jobs.sweep", config.sweep());
        DurationRange.leaseFor(config.heartbeat()).require("bridge.jobs.lease", config.lease());
        DurationRange.WAIT.require("bridge.jobs.drain-timeout", config.drainTimeout());
    }
}
