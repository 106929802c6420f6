package io.github.sqldatabricks.bridge.job;

import io.github.sqldatabricks.bridge.extraction.ExtractionConfig;
import io.github.sqldatabricks.bridge.extraction.ExtractionPlanner;
import io.github.sqldatabricks.bridge.extraction.ExtractionRequest;
import io.github.sqldatabricks.bridge.extraction.ExtractionService;
import io.github.sqldatabricks.bridge.extraction.ExtractionService.QueryOutcome;
import io.github.sqldatabricks.bridge.extraction.PlannedQuery;
import io.github.sqldatabricks.bridge.load.LoadOrder;
import io.github.sqldatabricks.bridge.load.LoadService;
import io.github.sqldatabricks.bridge.load.LoadSettings;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.observe.Lineage;
import io.smallrye.faulttolerance.api.TypedGuard;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Runs a query until it succeeds, fails for good or has failed too often. Thread-safe, blocking. */
@ApplicationScoped
public class QueryAttempts {

    private static final Logger LOG = Logger.getLogger(QueryAttempts.class);
    private static final Duration MAX_DELAY = Duration.ofMinutes(1);
    private static final int JITTER_PART = 2;

    private final JobTracker tracker;
    private final ExtractionPlanner planner;
    private final ExtractionService service;
    private final ExtractionGuard guard;
    private final Lineage lineage;
    private final Instance<LoadService> loads;
    private final StreamWork streams;
    private final TypedGuard<QueryOutcome> retry;

    /** @param loads looked up at the first load, so that nothing of Databricks is needed without one */
    public QueryAttempts(
            JobTracker tracker,
            ExtractionPlanner planner,
            ExtractionService service,
            ExtractionGuard guard,
            ExtractionConfig config,
            ExtractionMetrics metrics,
            Lineage lineage,
            Instance<LoadService> loads,
            StreamWork streams) {
        this.tracker = tracker;
        this.planner = planner;
        this.service = service;
        this.guard = guard;
        this.lineage = lineage;
        this.loads = loads;
        this.streams = streams;
        this.retry = retry(config, metrics);
    }

    private static TypedGuard<QueryOutcome> retry(ExtractionConfig config, ExtractionMetrics metrics) {
        // The library wants 0 < first delay < longest delay.
        long delay = Math.max(1, config.retryDelay().toMillis());
        long longest = Math.max(delay + 1, MAX_DELAY.toMillis());
        return TypedGuard.create(QueryOutcome.class)
                .withRetry()
                .maxRetries(config.maxRetries())
                .delay(delay, ChronoUnit.MILLIS)
                .jitter(delay / JITTER_PART, ChronoUnit.MILLIS)
                // Without this, a query that ran for more than three minutes would not be tried again.
                .maxDuration(0, ChronoUnit.MILLIS)
                .whenException(BridgeException.RemoteTransient.class::isInstance)
                .onRetry(metrics::retried)
                .withExponentialBackoff()
                .maxDelay(longest, ChronoUnit.MILLIS)
                .done()
                .done()
                .build();
    }

    /**
     * Plans the query again from the job's request and runs it, if the job's owner still may read what it reads.
     *
     * @throws BridgeException when the last attempt failed, or it was stopped
     */
    QueryOutcome run(RunningQuery running) {
        return running.job().request().run().isPresent()
                ? retried(running, () -> streams.attempt(running))
                : runTemplate(running);
    }

    private QueryOutcome runTemplate(RunningQuery running) {
        Job job = running.job();
        ExtractionRequest request = job.requestFor(running.claim().query(), tracker.parameters(job.id()));
        PlannedQuery planned = planner.replan(request, job.parametersAsOf());
        guard.begin(job, planned);
        requireSame(job, planned);
        return retried(
                running,
                () -> lineage.follow(
                        new Lineage.QueryAttempt(
                                running.claim(), running.progress().attempts(), planned, running::schema),
                        () -> extractAndLoad(planned, running)));
    }

    /**
     * Checks that the template still says what the job was accepted, and shown, with.
     *
     * @throws BridgeException.InvalidRequest ({@code invalid-load}) when it says something else
     */
    private static void requireSame(Job job, PlannedQuery planned) {
        QueryName name = planned.query().name();
        Optional<QueryLoad> wanted = job.query(name).load();
        if (!wanted.equals(planned.load().map(QueryLoad::of))) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.INVALID_LOAD,
                    "Expected the load of query '" + name + "' to be the one of the job's request, which is "
                            + wanted.map(QueryLoad::toString).orElse("none")
                            + ", but its template was changed meanwhile. Ask for a new job.");
        }
    }

    private QueryOutcome retried(RunningQuery running, Supplier<QueryOutcome> attempt) {
        try {
            return retry.call(() -> attempt(running, attempt));
        } catch (RuntimeException e) {
            throw e;
        } catch (InterruptedException e) {
            throw new BridgeException.Cancelled(ErrorCode.CANCELLED, "The query was stopped before its next attempt.");
        } catch (Exception e) {
            throw new IllegalStateException("an attempt throws no checked exception", e);
        } finally {
            running.betweenAttempts().over();
        }
    }

    private QueryOutcome extractAndLoad(PlannedQuery planned, RunningQuery running) {
        QueryOutcome outcome = service.run(running.claim().job(), planned, running, running.cancellation());
        if (outcome instanceof QueryOutcome.Extracted extracted) {
            load(running, planned, extracted);
        }
        return outcome;
    }

    /**
     * Loads, if the query has a table; returns once its rows are there, exactly once, however often this is called.
     *
     * @throws BridgeException see {@link LoadService#load}
     */
    private void load(RunningQuery running, PlannedQuery planned, QueryOutcome.Extracted rows) {
        Optional<LoadSettings> settings = planned.load();
        if (settings.isEmpty()) {
            return;
        }
        Job job = running.job();
        QueryLoad load = QueryLoad.of(settings.get());
        LoadOrder order = new LoadOrder(
                load.id(job, running.query()),
                load.stream(job, running.query()),
                settings.get(),
                rows.files(),
                rows.schema(),
                rows.rows(),
                Optional.empty());
        loads.get().load(order, running.cancellation());
    }

    private QueryOutcome attempt(RunningQuery running, Supplier<QueryOutcome> attempt) {
        running.betweenAttempts().over();
        running.cancellation().check();
        running.attemptBegins();
        try {
            return attempt.get();
        } catch (BridgeException.RemoteTransient e) {
            LOG.warnf(
                    "An attempt failed: %s attempt=%d: %s",
                    running.claim(), running.progress().attempts(), e.getMessage());
            running.betweenAttempts().begins();
            throw e;
        } finally {
            running.attemptEnds();
        }
    }

    /** Port: queries that are streams of a replication. What they read is decided by what was loaded before. Thread-safe, blocking. */
    public interface StreamWork {

        /**
         * One attempt: finds out what is new, reads it and loads it.
         *
         * @throws BridgeException.RemoteTransient when another attempt can help
         * @throws BridgeException when it failed for good, or was stopped
         */
        QueryOutcome attempt(RunningQuery running);

        /**
         * A run of the stream has failed for good, however it did. Never throws.
         *
         * @param code of the error
         */
        void failed(Job job, QueryName stream, String code);
    }
}
