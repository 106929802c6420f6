package io.github.sqldatabricks.bridge.ops;

import io.github.sqldatabricks.bridge.sync.ChangeCounts;
import io.github.sqldatabricks.bridge.sync.EventCounts;
import io.github.sqldatabricks.bridge.sync.EventStatus;
import io.github.sqldatabricks.bridge.sync.OperationKind;
import io.github.sqldatabricks.bridge.sync.StoredEvent;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Counts what event sync does. Thread-safe, cheap. */
@ApplicationScoped
public class SyncMetrics {

    private static final double MILLIS_PER_SECOND = 1000;

    private final MeterRegistry registry;
    private final Map<EventStatus, Long> events = new ConcurrentHashMap<>();
    private volatile Duration age = Duration.ZERO;
    private volatile Duration lag = Duration.ZERO;

    public SyncMetrics(MeterRegistry registry) {
        this.registry = registry;
        for (EventStatus status : EventStatus.values()) {
            Gauge.builder(Meters.EVENTS, () -> events.getOrDefault(status, 0L))
                    .tag(Meters.STATUS, status.text())
                    .register(registry);
        }
        Gauge.builder(Meters.EVENTS_AGE, () -> age.toMillis() / MILLIS_PER_SECOND)
                .baseUnit("seconds")
                .register(registry);
        Gauge.builder(Meters.MIRROR_LAG, () -> lag.toMillis() / MILLIS_PER_SECOND)
                .baseUnit("seconds")
                .register(registry);
    }

    /** Shows the workers from now on. */
    public void watch(Supplier<Number> running) {
        Gauge.builder(Meters.EVENTS_RUNNING, running).register(registry);
    }

    /** What the store holds at this moment. */
    public void events(EventCounts counts) {
        events.putAll(counts.byStatus());
        age = counts.waitingAge();
        lag = counts.mirrorLag();
    }

    /** An event has ended for good. */
    public void ended(StoredEvent event) {
        registry.counter(
                        Meters.EVENTS_ENDED,
                        Meters.STATUS,
                        event.status().text(),
                        Meters.OPERATION,
                        event.event().operation().kind().name())
                .increment();
    }

    /** A change was committed. */
    public void applied(OperationKind operation, ChangeCounts counts) {
        registry.counter(Meters.EVENT_ROWS, Meters.OPERATION, operation.name()).increment(counts.total());
    }

    /** An event is tried again later. */
    public void retried() {
        registry.counter(Meters.EVENT_RETRIES).increment();
    }

    /** An outcome did not count, because the claim was lost. */
    public void claimLost() {
        registry.counter(Meters.CLAIMS_LOST).increment();
    }

    /** The events table was read. */
    public void polled(int rows) {
        registry.counter(rows == 0 ? Meters.EMPTY_POLLS : Meters.POLLS).increment();
    }
}
