package io.github.sqldatabricks.bridge.job;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.Lease;
import io.github.sqldatabricks.bridge.observe.LogScope;
import io.github.sqldatabricks.bridge.observe.WorkTraces;
import io.github.sqldatabricks.bridge.work.Renewal;
import io.github.sqldatabricks.bridge.work.WorkHandler;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;

/** Queries as a kind of work: claimed with their job, run until they succeed or fail for good. Thread-safe, blocking. */
@ApplicationScoped
public class QueryHandler implements WorkHandler<Lease, RunningQuery> {

    private static final Logger LOG = Logger.getLogger(QueryHandler.class);

    private final JobTracker tracker;
    private final QueryAttempts attempts;
    private final OutcomeRecorder recorder;
    private final WorkTraces traces;
    private final ExtractionMetrics metrics;
    private final JobConfig config;
    /** Threads of one process would claim the same query, and all but one of them in vain. */
    private final ReentrantLock claiming = new ReentrantLock();

    public QueryHandler(
            JobTracker tracker,
            QueryAttempts attempts,
            OutcomeRecorder recorder,
            WorkTraces traces,
            ExtractionMetrics metrics,
            JobConfig config) {
        this.tracker = tracker;
        this.attempts = attempts;
        this.recorder = recorder;
        this.traces = traces;
        this.metrics = metrics;
        this.config = config;
    }

    @Override
    public String name() {
        return "queries";
    }

    @Override
    public Duration lease() {
        return config.lease();
    }

    @Override
    public Optional<RunningQuery> claim() {
        claiming.lock();
        try {
            Optional<QueryClaim> claim = tracker.claim();
            claim.ifPresent(this::count);
            while (claim.isPresent() && claim.get().query().ended()) {
                recorder.ended(claim.get().job(), claim.get().lease().query());
                claim = tracker.claim();
                claim.ifPresent(this::count);
            }
            return claim.map(RunningQuery::new);
        } finally {
            claiming.unlock();
        }
    }

    private void count(QueryClaim claim) {
        if (claim.reclaimed()) {
            metrics.takenOver();
            LOG.infof(
                    "Query %s of job %s is taken up",
                    claim.lease().query(), claim.lease().job());
        }
    }

    @Override
    public Renewal<Lease> renew(List<RunningQuery> running) {
        return tracker.renew(running.stream().map(RunningQuery::holding).toList());
    }

    @Override
    public void work(RunningQuery query) {
        try (LogScope ids = LogScope.of(query.claim());
                WorkTraces.Part part = traces.begin(query.claim())) {
            QueryState.Outcome outcome = outcome(query);
            outcome.errorCode().ifPresent(part::failed);
            record(query, outcome);
        }
    }

    private void record(RunningQuery query, QueryState.Outcome outcome) {
        try {
            recorder.record(query, outcome);
        } catch (RuntimeException e) {
            // The lease is not renewed any more, so that some process reclaims the query.
            LOG.errorf(
                    e,
                    "Query %s of job %s is left to the next sweep",
                    query.query(),
                    query.claim().job());
        }
    }

    private QueryState.Outcome outcome(RunningQuery query) {
        try {
            return QueryState.Outcome.of(attempts.run(query));
        } catch (BridgeException e) {
            return query.stopped().isPresent() ? new QueryState.Cancelled() : QueryState.Outcome.of(e);
        } catch (RuntimeException | Error e) {
            LOG.errorf(
                    e,
                    "Query %s of job %s failed in an unexpected way",
                    query.query(),
                    query.claim().job());
            return new QueryState.Failed(
                    ErrorCode.INTERNAL_ERROR, "An unexpected error; the service's log has the details.", false);
        }
    }
}
