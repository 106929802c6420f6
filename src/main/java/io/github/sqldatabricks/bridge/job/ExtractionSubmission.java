package io.github.sqldatabricks.bridge.job;

import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.extraction.ExtractionPlanner;
import io.github.sqldatabricks.bridge.extraction.ExtractionRequest;
import io.github.sqldatabricks.bridge.extraction.ExtractionRequest.StreamsRun;
import io.github.sqldatabricks.bridge.extraction.OutputCheck;
import io.github.sqldatabricks.bridge.extraction.PlannedQuery;
import io.github.sqldatabricks.bridge.extraction.input.ParameterText;
import io.github.sqldatabricks.bridge.job.JobStore.NewJob;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.model.Lease;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.observe.LogScope;
import io.github.sqldatabricks.bridge.observe.WorkTraces;
import io.github.sqldatabricks.bridge.work.Notifier;
import io.github.sqldatabricks.bridge.work.WorkChannel;
import io.github.sqldatabricks.bridge.work.WorkHandler.RunningWork.StopReason;
import io.github.sqldatabricks.bridge.work.WorkRunner;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** What happens between a request and its job: all that can be refused is refused before anything is stored. */
@ApplicationScoped
public class ExtractionSubmission {

    private static final Logger LOG = Logger.getLogger(ExtractionSubmission.class);

    private final ExtractionPlanner planner;
    private final OutputCheck outputs;
    private final QueryQueue queue;
    private final JobTracker tracker;
    private final WorkChannel channel;
    private final Notifier notifier;
    private final WorkRunner<Lease, RunningQuery> runner;
    private final WorkTraces traces;
    private final ExtractionGuard guard;

    public ExtractionSubmission(
            ExtractionPlanner planner,
            OutputCheck outputs,
            QueryQueue queue,
            JobTracker tracker,
            @Identifier(WorkChannel.QUERIES) WorkChannel channel,
            Notifier notifier,
            WorkRunner<Lease, RunningQuery> runner,
            WorkTraces traces,
            ExtractionGuard guard) {
        this.planner = planner;
        this.outputs = outputs;
        this.queue = queue;
        this.tracker = tracker;
        this.channel = channel;
        this.notifier = notifier;
        this.runner = runner;
        this.traces = traces;
        this.guard = guard;
    }

    /**
     * Makes a job of a request; when it is repeated with its key, answers with the earlier job. Blocking.
     *
     * @throws BridgeException.InvalidRequest when the request is wrong; see {@link ExtractionPlanner#plan}
     * @throws BridgeException.NotFound when the country or a path does not exist
     * @throws BridgeException.NotAllowed when the principal may not read one of the tables
     * @throws BridgeException.Conflict when an unfinished job writes to the same folder, or other output is there that the
     *     request may not replace; see {@link OutputCheck}
     * @throws BridgeException.KeyReused when the key was used for another request
     * @throws BridgeException.Busy when the queue has no room for all queries, or it can't be recorded in the audit trail
     */
    public Job submit(ExtractionRequest request, Principal principal, Optional<IdempotencyKey> key) {
        return earlier(request, Optional.empty(), principal, key)
                .orElseGet(() -> submit(request, principal, key, planner.plan(request), Optional.empty()));
    }

    /**
     * Makes a job of those queries of an ended one that have failed or were cancelled, with the same parameters. Blocking.
     *
     * @param named some of them; empty for all
     * @param overwrite whether output that is there is replaced; empty for what the earlier job said
     * @throws BridgeException.Conflict when it has not ended, or none of its queries is to be tried again
     * @throws BridgeException as {@link #submit}; {@code parameters-unreadable} when they are sealed with another key
     */
    public Job retry(
            Job earlier,
            List<QueryName> named,
            Optional<Boolean> overwrite,
            Principal principal,
            Optional<IdempotencyKey> key) {
        ExtractionRequest request = earlier.again(named, overwrite, tracker.parameters(earlier.id()));
        Job.Retry retry = new Job.Retry(earlier.id(), earlier.parametersAsOf());
        return earlier(request, Optional.of(retry), principal, key).orElseGet(() -> {
            List<PlannedQuery> planned = planner.planAgain(request, retry.parametersAsOf());
            requireOverwritten(planned, overwrite);
            return submit(request, principal, key, planned, Optional.of(retry));
        });
    }

    /** What is loaded are the rows of now: output that is there can't stay. */
    private static void requireOverwritten(List<PlannedQuery> planned, Optional<Boolean> overwrite) {
        List<String> loaded = planned.stream()
                .filter(query -> query.load().isPresent())
                .map(query -> query.query().name().value())
                .toList();
        if (overwrite.equals(Optional.of(false)) && !loaded.isEmpty()) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.INVALID_LOAD,
                    "Expected overwrite to be true or left out, because the queries " + loaded
                            + " are extracted anew to be loaded, but it is false.");
        }
    }

    /**
     * The job that the same run of streams made with the same key; empty without a key. To be asked before anything is planned, which may fail
     * or come to other streams by now.
     *
     * @throws BridgeException.KeyReused when the key was used for another run or request
     */
    public Optional<Job> earlier(StreamsRun run, Principal principal, Optional<IdempotencyKey> key) {
        return key.flatMap(given -> tracker.findByKey(principal.name(), given, run));
    }

    private Optional<Job> earlier(
            ExtractionRequest request, Optional<Job.Retry> retry, Principal principal, Optional<IdempotencyKey> key) {
        return key.flatMap(given -> tracker.findByKey(principal.name(), given, request, retry.map(Job.Retry::of)));
    }

    /**
     * Makes a job of queries that are planned already; see {@link #submit(ExtractionRequest, Principal, Optional)}.
     *
     * @throws BridgeException as there
     */
    public Job submit(
            ExtractionRequest request, List<PlannedQuery> planned, Principal principal, Optional<IdempotencyKey> key) {
        return submit(request, principal, key, planned, Optional.empty());
    }

    private Job submit(
            ExtractionRequest request,
            Principal principal,
            Optional<IdempotencyKey> key,
            List<PlannedQuery> planned,
            Optional<Job.Retry> retry) {
        NewJob wanted = newJob(request, principal, key, planned, retry);
        guard.decide(wanted, principal, planned);
        outputs.requireSame(planned);
        try (QueryQueue.Permit permit = queue.reserve(planned.size());
                LogScope ids = LogScope.of(wanted.id())) {
            return store(wanted);
        }
    }

    /**
     * Cancels a job: what waits has ended when this returns, what runs stops soon. Blocking.
     *
     * @throws BridgeException.NotFound when there is no such job
     * @throws BridgeException.Conflict when it has ended
     */
    public Job cancel(JobId id) {
        Job cancelled = tracker.cancel(id);
        runner.stop(lease -> lease.job().equals(id), StopReason.CANCELLED);
        return cancelled;
    }

    private Job store(NewJob wanted) {
        Job job = tracker.create(wanted);
        if (job.id().equals(wanted.id())) {
            LOG.infof(
                    "A job is stored: job=%s user=%s queries=%d",
                    job.id(), job.owner(), job.queries().size());
            traces.submitted(job.id());
            channel.trigger();
            job.queries().forEach(query -> notifier.queryWaits(job.id(), query.name()));
        }
        return job;
    }

    private NewJob newJob(
            ExtractionRequest request,
            Principal principal,
            Optional<IdempotencyKey> key,
            List<PlannedQuery> planned,
            Optional<Job.Retry> retry) {
        List<QueryProgress> queries = planned.stream()
                .map(query -> QueryProgress.pending(
                        query.query().name(), query.folder(), query.load().map(QueryLoad::of)))
                .toList();
        return new NewJob(
                JobId.random(),
                principal.name(),
                key,
                request,
                secrets(request, planned),
                planner.destination(request),
                queries,
                retry);
    }

    private static Set<String> secrets(ExtractionRequest request, List<PlannedQuery> planned) {
        Set<String> declared = planned.stream()
                .flatMap(query -> query.secrets().names().stream())
                .collect(Collectors.toSet());
        return request.parameters().keySet().stream()
                .filter(name -> ParameterText.isSecret(name, declared))
                .collect(Collectors.toSet());
    }
}
