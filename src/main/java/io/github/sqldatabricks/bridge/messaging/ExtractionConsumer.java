package io.github.sqldatabricks.bridge.messaging;

import io.github.sqldatabricks.bridge.extraction.QueryOutcome;
import io.github.sqldatabricks.bridge.job.Job;
import io.github.sqldatabricks.bridge.job.JobTracker;
import io.github.sqldatabricks.bridge.job.Lease;
import io.github.sqldatabricks.bridge.job.QueryProgress;
import io.github.sqldatabricks.bridge.job.QueryState;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.ops.LogScope;
import io.github.sqldatabricks.bridge.ops.WorkTraces;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/** Works on one query at a time per thread of the pool. Never throws: a failure is an outcome of the query. */
@ApplicationScoped
public class ExtractionConsumer {

    private static final Logger LOG = Logger.getLogger(ExtractionConsumer.class);

    private final WorkPublisher publisher;
    private final JobTracker tracker;
    private final RunningQueries running;
    private final QueryAttempts attempts;
    private final OutcomeRecorder recorder;
    private final WorkTraces traces;

    public ExtractionConsumer(
            WorkPublisher publisher,
            JobTracker tracker,
            RunningQueries running,
            QueryAttempts attempts,
            OutcomeRecorder recorder,
            WorkTraces traces) {
        this.publisher = publisher;
        this.tracker = tracker;
        this.running = running;
        this.attempts = attempts;
        this.recorder = recorder;
        this.traces = traces;
    }

    /** Runs the query of the lease, unless it was withdrawn, cancelled or taken over meanwhile. */
    @Incoming(Channels.EXTRACTION)
    @Blocking(value = Channels.EXTRACTION_POOL, ordered = false)
    public void consume(Lease lease) {
        // What a request has published since the drain began is given back at its end.
        if (publisher.isClosed() || !publisher.take(lease)) {
            return;
        }
        try (LogScope ids = LogScope.of(lease)) {
            takeUp(lease);
        }
    }

    private void takeUp(Lease lease) {
        try {
            tracker.start(lease).ifPresent(job -> begin(job, lease));
        } catch (RuntimeException e) {
            // The lease is not renewed any more, so that the sweep of some process takes the query up again.
            LOG.errorf(e, "Query %s of job %s is left to the next sweep", lease.query(), lease.job());
        } finally {
            publisher.ended();
        }
    }

    private void begin(Job job, Lease lease) {
        if (job.query(lease.query()).ended()) {
            recorder.ended(job, lease.query());
        } else {
            work(job, lease);
        }
    }

    private void work(Job job, Lease lease) {
        QueryProgress query = job.query(lease.query());
        RunningQuery run = running.add(lease, query.progress().attempts());
        try (WorkTraces.Part part = traces.begin(lease)) {
            QueryState.Outcome outcome = outcome(job, run);
            outcome.errorCode().ifPresent(part::failed);
            recorder.record(run, outcome);
        } finally {
            running.remove(lease);
        }
    }

    private QueryState.Outcome outcome(Job job, RunningQuery run) {
        try {
            QueryOutcome outcome = attempts.run(job, run);
            return QueryState.Outcome.of(outcome);
        } catch (BridgeException e) {
            return run.stopped().isPresent() ? new QueryState.Cancelled() : QueryState.Outcome.of(e);
        } catch (RuntimeException | Error e) {
            LOG.errorf(
                    e,
                    "Query %s of job %s failed in an unexpected way",
                    run.lease().query(),
                    job.id());
            return new QueryState.Failed(
                    ErrorCode.INTERNAL_ERROR, "An unexpected error; the service's log has the details.", false);
        }
    }
}
