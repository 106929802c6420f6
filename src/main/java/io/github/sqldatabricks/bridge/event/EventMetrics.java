package io.github.sqldatabricks.bridge.event;

import io.github.sqldatabricks.bridge.event.EventStore.EventCounts;
import io.github.sqldatabricks.bridge.observe.Meters;
import io.github.sqldatabricks.bridge.sync.EventOutcome.ChangeCounts;
import io.github.sqldatabricks.bridge.sync.StoredEvent;
import io.github.sqldatabricks.bridge.sync.StoredEvent.EventStatus;
import io.github.sqldatabricks.bridge.sync.SyncOperation;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Counts what event sync does. Thread-safe, cheap. */
@ApplicationScoped
public class EventMetrics {

    private static final double MILLIS_PER_SECOND = 1000;
    private static final double NANOS_PER_SECOND = 1e9;

    private final MeterRegistry registry;
    private final Map<EventStatus, Long> events = new ConcurrentHashMap<>();
    private volatile Duration age = Duration.ZERO;
    private volatile Duration lag = Duration.ZERO;
    private volatile OptionalLong lastPoll = OptionalLong.empty();

    public EventMetrics(MeterRegistry registry) {
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
        Gauge.builder(Meters.POLL_AGE, this::pollAge).baseUnit("seconds").register(registry);
        registerAll();
    }

    /** From the start on, because the first failure must show up as an increase and not as a new series. */
    private void registerAll() {
        for (EventStatus status : EventStatus.values()) {
            if (status.ended()) {
                Meters.longTimer(registry, Meters.EVENT_LATENCY, status.text());
                for (SyncOperation.Kind operation : SyncOperation.Kind.values()) {
                    registry.counter(
                            Meters.EVENTS_ENDED, Meters.STATUS, status.text(), Meters.OPERATION, operation.name());
                }
            }
        }
        for (SyncOperation.Kind operation : SyncOperation.Kind.values()) {
            registry.counter(Meters.EVENT_ROWS, Meters.OPERATION, operation.name());
        }
        List.of(Meters.EVENT_RETRIES, Meters.EVENTS_TAKEN_OVER, Meters.CLAIMS_LOST, Meters.POLLS, Meters.EMPTY_POLLS)
                .forEach(registry::counter);
    }

    private double pollAge() {
        return lastPoll.isEmpty() ? Double.NaN : (System.nanoTime() - lastPoll.getAsLong()) / NANOS_PER_SECOND;
    }

    /** The events table is going to be read by this process, or has just been. */
    public void polling() {
        lastPoll = OptionalLong.of(System.nanoTime());
    }

    /** Shows the workers from now on. */
    public void watch(Supplier<Number> running) {
        Gauge.builder(Meters.EVENTS_RUNNING, running).register(registry);
    }

    /** What the store holds at this moment. */
    public void events(EventCounts counts) {
        events.putAll(counts.byStatus());
        age = counts.waitingAge();
        lag = counts.writeBackLag();
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
        event.processedAt()
                .ifPresent(end -> registry.timer(
                                Meters.EVENT_LATENCY,
                                Meters.STATUS,
                                event.status().text())
                        .record(Duration.between(event.acceptedAt(), end)));
    }

    /** A change was committed. */
    public void applied(SyncOperation.Kind operation, ChangeCounts counts) {
        registry.counter(Meters.EVENT_ROWS, Meters.OPERATION, operation.name()).increment(counts.total());
    }

    /** An event is tried again later. */
    public void retried() {
        registry.counter(Meters.EVENT_RETRIES).increment();
    }

    /** An event was reclaimed from a process that died. */
    public void reclaimed() {
        registry.counter(Meters.EVENTS_TAKEN_OVER).increment();
    }

    /** An outcome did not count, because the claim was lost. */
    public void claimLost() {
        registry.counter(Meters.CLAIMS_LOST).increment();
    }

    /** The events table was read. */
    public void polled(int rows) {
        polling();
        registry.counter(rows == 0 ? Meters.EMPTY_POLLS : Meters.POLLS).increment();
    }
}
