package io.github.sqldatabricks.bridge.job;

import io.github.sqldatabricks.bridge.extraction.ExtractionConfig;
import io.github.sqldatabricks.bridge.extraction.ExtractionPlanner;
import io.github.sqldatabricks.bridge.extraction.ExtractionRequest;
import io.github.sqldatabricks.bridge.extraction.ExtractionService;
import io.github.sqldatabricks.bridge.extraction.PlannedQuery;
import io.github.sqldatabricks.bridge.extraction.QueryOutcome;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.observe.Lineage;
import io.smallrye.faulttolerance.api.TypedGuard;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
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
    private final QueryLoads loads;
    private final StreamWork streams;
    private final TypedGuard<QueryOutcome> retry;

    public QueryAttempts(
            JobTracker tracker,
            ExtractionPlanner planner,
            ExtractionService service,
            ExtractionGuard guard,
            ExtractionConfig config,
            ExtractionMetrics metrics,
            Lineage lineage,
            QueryLoads loads,
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
        QueryLoads.requireSame(job, planned);
        return retried(
                running,
                () -> lineage.follow(
                        new Lineage.QueryAttempt(
                                running.claim(), running.progress().attempts(), planned, running::schema),
                        () -> extractAndLoad(planned, running)));
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
            loads.load(running, planned, extracted);
        }
        return outcome;
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
}
