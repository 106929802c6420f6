package io.github.sqldatabricks.bridge.job;

import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.work.RetryPolicy;
import io.github.sqldatabricks.bridge.work.StopReason;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.util.TypeLiteral;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jboss.logging.Logger;

/** The one place where outcomes of queries reach the tracker. Thread-safe, blocking. */
@ApplicationScoped
public class OutcomeRecorder {

    private static final Logger LOG = Logger.getLogger(OutcomeRecorder.class);

    private final JobTracker tracker;
    private final ExtractionMetrics metrics;
    private final ExtractionAudit audit;

    private final UnaryOperator<Supplier<Optional<Job>>> retry;

    @Inject
    public OutcomeRecorder(JobTracker tracker, ExtractionMetrics metrics, ExtractionAudit audit) {
        this(tracker, metrics, audit, RetryPolicy.with(new TypeLiteral<Optional<Job>>() {}));
    }

    OutcomeRecorder(
            JobTracker tracker,
            ExtractionMetrics metrics,
            ExtractionAudit audit,
            UnaryOperator<Supplier<Optional<Job>>> retry) {
        this.tracker = tracker;
        this.metrics = metrics;
        this.audit = audit;
        this.retry = retry;
    }

    /** Records how the query ended; or gives it back, when it only stopped because this process does. */
    void record(RunningQuery run, QueryState.Outcome outcome) {
        boolean unfinished = outcome.status() == QueryStatus.CANCELLED;
        if (unfinished && run.isStoppedBy(StopReason.DRAINED)) {
            tracker.release(List.of(run.claim()));
            LOG.infof(
                    "Query %s of job %s is given back",
                    run.claim().query(), run.claim().job());
        } else if (unfinished && run.isStoppedBy(StopReason.LOST)) {
            LOG.warnf(
                    "Query %s of job %s was lost to another process",
                    run.claim().query(), run.claim().job());
        } else {
            end(run, outcome);
        }
    }

    private void end(RunningQuery run, QueryState.Outcome outcome) {
        Optional<Job> job = retry.apply(() -> tracker.end(run.claim(), run.progress(), outcome))
                .get();
        if (job.isEmpty()) {
            LOG.warnf(
                    "Query %s of job %s ended too late to count",
                    run.claim().query(), run.claim().job());
            return;
        }
        ended(job.get(), run.claim().query());
    }

    /** Tells the log, the metrics and the audit trail of a query whose end has just been stored. */
    void ended(Job job, QueryName name) {
        QueryProgress query = job.query(name);
        LOG.infof(
                "Query %s of job %s: %s", name, job.id(), query.state().status().text());
        audit.ended(job, query);
        metrics.queryEnded(query.state().status(), query.progress());
        if (job.ended()) {
            metrics.jobEnded(job.state().status());
        }
    }
}
