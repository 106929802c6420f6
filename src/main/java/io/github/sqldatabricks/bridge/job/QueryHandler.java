package io.github.sqldatabricks.bridge.job;

import io.github.sqldatabricks.bridge.flow.FlowCounter;
import io.github.sqldatabricks.bridge.flow.FlowCounter.Amount;
import io.github.sqldatabricks.bridge.flow.FlowCounter.Direction;
import io.github.sqldatabricks.bridge.job.JobStore.LeaseStore.QueryClaim;
import io.github.sqldatabricks.bridge.job.QueryAttempts.StreamWork;
import io.github.sqldatabricks.bridge.job.QueryLoad.LoadState;
import io.github.sqldatabricks.bridge.job.QueryProgress.Progress;
import io.github.sqldatabricks.bridge.job.QueryProgress.QueryState;
import io.github.sqldatabricks.bridge.job.QueryProgress.QueryState.QueryStatus;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.Lease;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.observe.LogScope;
import io.github.sqldatabricks.bridge.observe.WorkTraces;
import io.github.sqldatabricks.bridge.work.StoreRetries;
import io.github.sqldatabricks.bridge.work.WorkHandler;
import io.github.sqldatabricks.bridge.work.WorkHandler.Renewal;
import io.github.sqldatabricks.bridge.work.WorkHandler.RunningWork.StopReason;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Queries as a kind of work: claimed with their job, run until they succeed or fail for good. Here, and nowhere else, their outcomes
 * reach the tracker. Thread-safe, blocking.
 */
@ApplicationScoped
public class QueryHandler implements WorkHandler<Lease, RunningQuery> {

    private static final Logger LOG = Logger.getLogger(QueryHandler.class);

    private final JobTracker tracker;
    private final QueryAttempts attempts;
    private final StreamWork streams;
    private final ExtractionGuard guard;
    private final WorkTraces traces;
    private final ExtractionMetrics metrics;
    private final FlowCounter flow;
    private final Map<Lease, FlowCounter.Meter> meters = new ConcurrentHashMap<>();
    private final JobConfig config;
    private final StoreRetries retries;
    /** Threads of one process would claim the same query, and all but one of them in vain. */
    private final ReentrantLock claiming = new ReentrantLock();

    @Inject
    public QueryHandler(
            JobTracker tracker,
            QueryAttempts attempts,
            StreamWork streams,
            ExtractionGuard guard,
            WorkTraces traces,
            ExtractionMetrics metrics,
            FlowCounter flow,
            JobConfig config) {
        this(tracker, attempts, streams, guard, traces, metrics, flow, config, new StoreRetries());
    }

    QueryHandler(
            JobTracker tracker,
            QueryAttempts attempts,
            StreamWork streams,
            ExtractionGuard guard,
            WorkTraces traces,
            ExtractionMetrics metrics,
            FlowCounter flow,
            JobConfig config,
            StoreRetries retries) {
        this.tracker = tracker;
        this.attempts = attempts;
        this.streams = streams;
        this.guard = guard;
        this.traces = traces;
        this.metrics = metrics;
        this.flow = flow;
        this.config = config;
        this.retries = retries;
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
            return next(() -> counted(tracker.claim())).map(RunningQuery::new);
        } finally {
            claiming.unlock();
        }
    }

    /** Ends what dead processes have left of cancelled jobs, although no thread is free. */
    void endCancelled() {
        next(tracker::claimCancelled);
    }

    /** The first claim whose query is to run. Some end by being claimed: their job was cancelled, or too many processes died. */
    private Optional<QueryClaim> next(Supplier<Optional<QueryClaim>> claims) {
        Optional<QueryClaim> claim = claims.get();
        while (claim.isPresent() && claim.get().query().state() instanceof QueryState.Ended end) {
            noteFailure(claim.get().job(), claim.get().lease().query(), end.outcome());
            ended(claim.get().job(), claim.get().lease().query());
            claim = claims.get();
        }
        return claim;
    }

    private Optional<QueryClaim> counted(Optional<QueryClaim> claim) {
        claim.filter(QueryClaim::reclaimed).ifPresent(reclaimed -> {
            metrics.reclaimed();
            LOG.infof("A query is reclaimed from another process: %s", reclaimed.lease());
        });
        return claim;
    }

    @Override
    public Renewal<Lease> renew(List<RunningQuery> running) {
        running.forEach(this::measure);
        return tracker.renew(
                running.stream().collect(Collectors.toUnmodifiableMap(RunningQuery::claim, RunningQuery::progress)));
    }

    @Override
    public void work(RunningQuery query) {
        try (LogScope ids = LogScope.of(query.claim());
                WorkTraces.Part part = traces.begin(query.claim());
                FlowCounter.Meter meter = flow.meter(Direction.EXTRACTION)) {
            meters.put(query.claim(), meter);
            QueryState.Outcome outcome = outcome(query);
            outcome.errorCode().ifPresent(part::failed);
            measure(query);
            store(query, outcome);
        } finally {
            meters.remove(query.claim());
        }
    }

    private void measure(RunningQuery query) {
        Progress now = query.progress();
        Optional.ofNullable(meters.get(query.claim())).ifPresent(meter -> meter.at(now.rows(), now.bytes()));
    }

    private void store(RunningQuery query, QueryState.Outcome outcome) {
        try {
            record(query, outcome);
        } catch (RuntimeException e) {
            // The lease is not renewed any more, so that some process reclaims the query.
            LOG.errorf(
                    e, "A query's outcome is not stored, and the query is left to the next sweep: %s", query.claim());
        }
    }

    private QueryState.Outcome outcome(RunningQuery query) {
        try {
            return QueryState.Outcome.of(attempts.run(query));
        } catch (BridgeException e) {
            return query.stopped().isPresent() ? new QueryState.Cancelled() : QueryState.Outcome.of(e);
        } catch (RuntimeException | Error e) {
            LOG.errorf(e, "A query failed in an unexpected way: %s", query.claim());
            return new QueryState.Failed(
                    ErrorCode.INTERNAL_ERROR, "An unexpected error; the service's log has the details.", false);
        }
    }

    /** Records how the query ended; or gives it back, when it only stopped because this process does. */
    void record(RunningQuery query, QueryState.Outcome outcome) {
        boolean unfinished = outcome.status() == QueryStatus.CANCELLED;
        if (unfinished && query.isStoppedBy(StopReason.DRAINED)) {
            tracker.release(List.of(query.claim()));
            LOG.infof("A query is given back: %s", query.claim());
        } else if (unfinished && query.isStoppedBy(StopReason.LOST)) {
            LOG.warnf("A query was lost to another process: %s", query.claim());
        } else {
            end(query, outcome);
        }
    }

    private void end(RunningQuery query, QueryState.Outcome outcome) {
        if (outcome.status() == QueryStatus.FAILED
                && query.job().request().run().isPresent()
                && isHeld(query)) {
            noteFailure(query.job(), query.query(), outcome);
        }
        Optional<Job> job = retries.get(() -> tracker.end(query.claim(), query.progress(), outcome));
        if (job.isEmpty()) {
            LOG.warnf("A query ended too late to count: %s", query.claim());
            return;
        }
        ended(job.get(), query.query());
    }

    /** Who stood still may have been overtaken by a process that ended the query well. */
    private boolean isHeld(RunningQuery query) {
        return !tracker.renew(Map.of(query.claim(), query.progress())).lost().contains(query.claim());
    }

    /** A stream's failure is known before its end can be seen, and before its next run begins. */
    private void noteFailure(Job job, QueryName query, QueryState.Outcome outcome) {
        if (job.request().run().isPresent() && outcome instanceof QueryState.Failed failed) {
            streams.failed(job, query, failed.code());
        }
    }

    /** Tells the log, the metrics and the audit trail of a query whose end has just been stored. */
    private void ended(Job job, QueryName name) {
        QueryProgress query = job.query(name);
        QueryStatus status = query.state().status();
        LOG.infof("A query has ended: job=%s query=%s status=%s", job.id(), name, status.text());
        guard.ended(job, query);
        metrics.queryEnded(status, query.progress());
        flow.add(Direction.EXTRACTION, Amount.end(status == QueryStatus.FAILED));
        query.load().ifPresent(load -> loadEnded(LoadState.of(query.state()), query.progress()));
        if (job.ended()) {
            metrics.jobEnded(job.state().status());
        }
    }

    private void loadEnded(LoadState state, Progress last) {
        metrics.loadEnded(state, last);
        flow.add(Direction.LOAD, Amount.end(state == LoadState.FAILED || state == LoadState.BLOCKED));
        if (state == LoadState.LOADED) {
            flow.add(Direction.LOAD, Amount.moved(last.rows(), last.bytes()));
        }
    }
}
