package io.github.sqldatabricks.bridge.event;

import io.github.sqldatabricks.bridge.model.DurationRange;
import io.github.sqldatabricks.bridge.sync.SyncConfig;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.time.Duration;

/** Stops a start whose {@link SyncConfig} would lose leases, drop events at once or ask the warehouse without a pause. */
@ApplicationScoped
public class EventTimes {

    /** Where the doubled wait between retries ends, too. */
    private static final DurationRange RETRY_DELAY = new DurationRange(Duration.ZERO, Duration.ofMinutes(5));
    /** A look keeps the SQL warehouse awake, so few may be wanted. */
    private static final DurationRange POLLING = new DurationRange(Duration.ofSeconds(1), Duration.ofDays(1));

    private final SyncConfig config;

    public EventTimes(SyncConfig config) {
        this.config = config;
    }

    /**
     * Runs before the scheduler starts, so that a wrong period is named by its key and not by the scheduler.
     *
     * @throws IllegalArgumentException when a duration is out of its range; the message names the setting
     */
    void onStart(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE - 1) StartupEvent event) {
        RETRY_DELAY.require("bridge.sync.retry-delay", config.retryDelay());
        DurationRange.PERIOD.require("bridge.sync.heartbeat", config.heartbeat());
        DurationRange.PERIOD.require("bridge.sync.sweep", config.sweep());
        DurationRange.leaseFor(config.heartbeat()).require("bridge.sync.lease", config.lease());
        DurationRange.WAIT.require("bridge.sync.immediate-timeout", config.immediateTimeout());
        DurationRange.RETENTION.require("bridge.sync.retention", config.retention());
        POLLING.require("bridge.sync.poller.interval", config.poller().interval());
        DurationRange.PERIOD.require(
                "bridge.sync.mirror.interval", config.mirror().interval());
    }
}
