package io.github.sqldatabricks.bridge.job;

import io.github.sqldatabricks.bridge.job.JobState.JobStatus;
import io.github.sqldatabricks.bridge.job.QueryLoad.LoadState;
import io.github.sqldatabricks.bridge.job.QueryProgress.Progress;
import io.github.sqldatabricks.bridge.job.QueryProgress.QueryState.QueryStatus;
import io.github.sqldatabricks.bridge.observe.Meters;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Counts what the service does. Thread-safe, cheap. */
@ApplicationScoped
public class ExtractionMetrics {

    private final MeterRegistry registry;
    private final Map<JobStatus, Long> jobs = new ConcurrentHashMap<>();

    public ExtractionMetrics(MeterRegistry registry) {
        this.registry = registry;
        for (JobStatus status : JobStatus.values()) {
            Gauge.builder(Meters.JOBS, () -> jobs.getOrDefault(status, 0L))
                    .tag(Meters.STATUS, status.text())
                    .register(registry);
        }
        registerAll();
    }

    /** From the start on, because the first failure must show up as an increase and not as a new series. */
    private void registerAll() {
        for (QueryStatus status : QueryStatus.values()) {
            if (status != QueryStatus.PENDING && status != QueryStatus.RUNNING) {
                Meters.longTimer(registry, Meters.QUERIES, status.text());
            }
        }
        for (JobStatus status : JobStatus.values()) {
            if (status != JobStatus.PENDING && status != JobStatus.RUNNING) {
                registry.counter(Meters.JOBS_ENDED, Meters.STATUS, status.text());
            }
        }
        for (LoadState state : LoadState.values()) {
            if (state != LoadState.PENDING) {
                registry.counter(Meters.LOADS, Meters.STATUS, state.text());
            }
        }
        List.of(Meters.LOADED_ROWS, Meters.ROWS, Meters.BYTES, Meters.RETRIES, Meters.TAKEN_OVER, Meters.REFUSED)
                .forEach(registry::counter);
    }

    /** Shows the queue and the workers from now on. */
    public void watch(Supplier<Number> waiting, Supplier<Number> free, Supplier<Number> running) {
        Gauge.builder(Meters.QUEUE_WAITING, waiting).register(registry);
        Gauge.builder(Meters.QUEUE_FREE, free).register(registry);
        Gauge.builder(Meters.QUERIES_RUNNING, running).register(registry);
    }

    /** What the store holds at this moment. */
    public void jobs(Map<JobStatus, Long> counts) {
        jobs.putAll(counts);
    }

    /** A query has ended for good. */
    public void queryEnded(QueryStatus status, Progress last) {
        registry.timer(Meters.QUERIES, Meters.STATUS, status.text()).record(last.elapsed());
        if (status == QueryStatus.COMPLETED) {
            registry.counter(Meters.ROWS).increment(last.rows());
            registry.counter(Meters.BYTES).increment(last.bytes());
        }
    }

    /** A query that is loaded into a Delta table has ended for good. */
    public void loadEnded(LoadState state, Progress last) {
        registry.counter(Meters.LOADS, Meters.STATUS, state.text()).increment();
        if (state == LoadState.LOADED) {
            registry.counter(Meters.LOADED_ROWS).increment(last.rows());
        }
    }

    /** A job has ended for good. */
    public void jobEnded(JobStatus status) {
        registry.counter(Meters.JOBS_ENDED, Meters.STATUS, status.text()).increment();
    }

    /** A query is tried again. */
    public void retried() {
        registry.counter(Meters.RETRIES).increment();
    }

    /** A query was reclaimed from another process. */
    public void reclaimed() {
        registry.counter(Meters.TAKEN_OVER).increment();
    }

    /** A request found no room. */
    public void refused() {
        registry.counter(Meters.REFUSED).increment();
    }
}
