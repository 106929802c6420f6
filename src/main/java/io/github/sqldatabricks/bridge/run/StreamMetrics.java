package io.github.sqldatabricks.bridge.run;

import io.github.sqldatabricks.bridge.duty.Duties;
import io.github.sqldatabricks.bridge.extraction.ExtractionService.QueryOutcome;
import io.github.sqldatabricks.bridge.observe.Meters;
import io.github.sqldatabricks.bridge.replication.config.Replication;
import io.github.sqldatabricks.bridge.replication.config.ReplicationLibrary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** Counts what streams of replications do, and how far those are behind that have a limit. Thread-safe, cheap. */
@ApplicationScoped
public class StreamMetrics {

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(30);
    private static final String LOADED = "loaded";
    private static final String UNCHANGED = "unchanged";
    private static final String FAILED = "failed";

    private final Supplier<List<String>> replications;
    private final ReplicationStore store;
    private final MeterRegistry registry;
    private volatile Duration lag = Duration.ZERO;

    @Inject
    public StreamMetrics(ReplicationLibrary library, ReplicationStore store, MeterRegistry registry) {
        this(() -> library.replications().stream().map(Replication::name).toList(), store, registry);
    }

    /** @param replications the names of those that there are now */
    StreamMetrics(Supplier<List<String>> replications, ReplicationStore store, MeterRegistry registry) {
        this.replications = replications;
        this.store = store;
        this.registry = registry;
        // From the start on, because the first failure must show up as an increase and not as a new series.
        List.of(LOADED, UNCHANGED, FAILED).forEach(status -> registry.counter(Meters.STREAMS, Meters.STATUS, status));
        for (PartCount part : PartCount.values()) {
            registry.counter(Meters.PARTS, Meters.STATUS, part.text());
        }
        Gauge.builder(Meters.STREAMS_LAG, () -> lag.toSeconds())
                .baseUnit("seconds")
                .register(registry);
    }

    void assign(@Observes Duties duties) {
        duties.every("replication_metrics", BETWEEN_LOOKS, BETWEEN_LOOKS, this::look);
    }

    /** Looks how far streams with a limit are behind. */
    void look() {
        Instant now = store.now();
        lag = replications.get().stream()
                .flatMap(replication -> store.streams(replication).stream())
                .filter(stream -> stream.freshFor().isPresent())
                .flatMap(stream -> stream.lag(now).stream())
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    /** A stream's run went well. */
    void ended(QueryOutcome outcome) {
        count(outcome instanceof QueryOutcome.Skipped ? UNCHANGED : LOADED);
    }

    /** A stream's run has failed for good. */
    void failed() {
        count(FAILED);
    }

    /** Parts of a stream. */
    void parts(PartCount what, int count) {
        registry.counter(Meters.PARTS, Meters.STATUS, what.text()).increment(count);
    }

    /** What became of a part in this process. */
    enum PartCount {
        READ,
        HELPED,
        KEPT,
        RECLAIMED;

        private String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private void count(String status) {
        registry.counter(Meters.STREAMS, Meters.STATUS, status).increment();
    }
}
