package io.github.sqldatabricks.bridge.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.audit.AuditEvent;
import io.github.sqldatabricks.bridge.audit.AuditTrail;
import io.github.sqldatabricks.bridge.audit.AuditType;
import io.github.sqldatabricks.bridge.extraction.OutputCheck;
import io.github.sqldatabricks.bridge.job.ExtractionSubmission;
import io.github.sqldatabricks.bridge.job.IdempotencyKey;
import io.github.sqldatabricks.bridge.job.Job;
import io.github.sqldatabricks.bridge.job.JobState.JobStatus;
import io.github.sqldatabricks.bridge.job.JobStore;
import io.github.sqldatabricks.bridge.job.JobStore.JobFilter;
import io.github.sqldatabricks.bridge.job.JobStore.Position;
import io.github.sqldatabricks.bridge.job.JobTracker;
import io.github.sqldatabricks.bridge.job.QueryProgress;
import io.github.sqldatabricks.bridge.job.QueryProgress.QueryState.QueryStatus;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.model.QueryName;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What a principal may see of jobs and do with them, whoever asks: a principal has its own, admins have all. One that may not be seen
 * is answered like one that does not exist, so that ids can't be probed. Thread-safe, blocking.
 */
@ApplicationScoped
public class JobViews {

    private static final String LIVE = "200";

    /** There are never many of them: what waits is bounded. */
    private static final Set<JobStatus> OPEN = Set.of(JobStatus.PENDING, JobStatus.RUNNING);

    private final JobTracker tracker;
    private final ExtractionSubmission submission;
    private final OutputCheck outputs;
    private final AuditTrail trail;
    private final ObjectMapper json;

    public JobViews(
            JobTracker tracker,
            ExtractionSubmission submission,
            OutputCheck outputs,
            AuditTrail trail,
            ObjectMapper json) {
        this.tracker = tracker;
        this.submission = submission;
        this.outputs = outputs;
        this.trail = trail;
        this.json = json;
    }

    /**
     * A page of jobs, newest first.
     *
     * @throws BridgeException.InvalidRequest when a parameter is wrong
     */
    public Listed list(Principal principal, JobQuery query) {
        JobFilter filter = query.filter(principal);
        List<Job> jobs = tracker.list(filter);
        Optional<String> next = jobs.size() == filter.limit()
                ? Optional.of(Position.of(jobs.get(jobs.size() - 1)).toString())
                : Optional.empty();
        return new Listed(jobs.stream().map(JobView::of).toList(), next);
    }

    /**
     * The first pages of some lists, newest first, at one moment and at the cost of one.
     *
     * @param known how many jobs there were in each state just now, by {@link #stats} of the same principal
     * @throws BridgeException.InvalidRequest when a parameter is wrong
     */
    public List<List<JobView>> lists(Principal principal, List<JobQuery> queries, Stats known) {
        // Who is no administrator has few of many, which others' queries lead to as well.
        return lists(principal, queries, principal.admin() ? known.rare() : OPEN);
    }

    private List<List<JobView>> lists(Principal principal, List<JobQuery> queries, Set<JobStatus> rare) {
        return tracker
                .lists(queries.stream().map(query -> query.filter(principal)).toList(), rare)
                .stream()
                .map(jobs -> jobs.stream().map(JobView::of).toList())
                .toList();
    }

    /** The newest jobs that run or wait, up to {@value #LIVE} of them, and those of the last minute, for who watches them. */
    JobsPicture live(Principal principal) {
        String minuteAgo = Instant.now().minus(1, ChronoUnit.MINUTES).toString();
        List<JobView> all =
                lists(principal, List.of(live("pending,running", null), live(null, minuteAgo)), OPEN).stream()
                        .flatMap(List::stream)
                        .toList();
        return JobsPicture.of(all, id -> present(principal, new JobId(id)), json);
    }

    private Optional<JobView> present(Principal principal, JobId id) {
        try {
            return Optional.of(JobView.of(visible(principal, id)));
        } catch (BridgeException.NotFound e) {
            return Optional.empty();
        }
    }

    private static JobQuery live(String states, String from) {
        return JobQuery.of(states, from, new QueryParameters.Page(LIVE, null));
    }

    /** How many jobs there are in each state. */
    public Stats stats(Principal principal) {
        return Stats.of(principal.admin() ? tracker.countByStatus() : tracker.countByStatus(principal.name()));
    }

    /** @throws BridgeException.NotFound when there is none that the principal may see */
    public JobView get(Principal principal, JobId id) {
        return watched(principal, id).job();
    }

    /**
     * One job, and how far its queries were over time when that is asked for; as {@link #get} and {@link #samples}, but read once.
     *
     * @throws BridgeException.NotFound when there is none that the principal may see
     */
    public Watched watched(Principal principal, JobId id) {
        JobStore.Told told = tracker.told(id);
        Job job = visible(principal, told.job());
        return new Watched(
                JobView.of(job, Optional.of(told.details())),
                () -> JobSamplesView.of(job, tracker.samples(id, Optional.empty()), Optional.empty()));
    }

    /**
     * How far the queries of a job were over time.
     *
     * @param query only of this one; empty for all, up to 100
     * @throws BridgeException.NotFound when there is no job that the principal may see, or it has no such query
     */
    public JobSamplesView samples(Principal principal, JobId id, Optional<QueryName> query) {
        Job job = visible(principal, id);
        query.ifPresent(name -> requireQuery(job, name));
        return JobSamplesView.of(job, tracker.samples(id, query), query);
    }

    /**
     * The manifest of a query's output, from the volume.
     *
     * @throws BridgeException.NotFound when there is no job that the principal may see, it has no such query, or its output is not
     *     there (any more)
     * @throws BridgeException when the volume can't be asked
     */
    public JsonNode manifest(Principal principal, JobId id, QueryName name) {
        QueryProgress query = requireQuery(visible(principal, id), name);
        boolean skipped = query.state().status() == QueryStatus.SKIPPED;
        return outputs.manifest(query.folder())
                .filter(manifest -> skipped || manifest.path("job_id").asText().equals(id.value()))
                .orElseThrow(() -> new BridgeException.NotFound(
                        ErrorCode.MANIFEST_MISSING,
                        "Expected the manifest of the job " + id + " in " + query.folder() + ", but the query is "
                                + query.state().status().text()
                                + (query.ended() ? ", and there is none, or that of another job." : ".")));
    }

    private static QueryProgress requireQuery(Job job, QueryName name) {
        return job.queries().stream()
                .filter(query -> query.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new BridgeException.NotFound(
                        ErrorCode.UNKNOWN_QUERY, "The job " + job.id() + " has no query '" + name + "'."));
    }

    /**
     * Cancels a job; it may take seconds until all has stopped.
     *
     * @throws BridgeException.NotFound when there is none that the principal may see
     * @throws BridgeException.Conflict when it has ended
     */
    public void cancel(Principal principal, JobId id) {
        AuditEvent cancelled =
                AuditEvent.by(principal.name(), AuditType.JOB_CANCELLED, "cancel", AuditEvent.resource(id));
        trail.around(cancelled, () -> submission.cancel(visible(principal, id).id()));
    }

    /**
     * Makes a new job of what has failed or was cancelled.
     *
     * @throws BridgeException.NotFound when there is none that the principal may see
     * @throws BridgeException as {@link ExtractionSubmission#retry}
     */
    public ExtractionAnswer retry(Principal principal, JobId id, JobRetryBody body, Optional<IdempotencyKey> key) {
        JobRetryBody wanted = JobRetryBody.required(body);
        AuditEvent retried = AuditEvent.by(principal.name(), AuditType.JOB_RETRIED, "retry", AuditEvent.resource(id));
        return ExtractionAnswer.of(trail.around(
                retried,
                () -> submission.retry(
                        visible(principal, id),
                        wanted.names(),
                        Optional.ofNullable(wanted.overwrite()),
                        principal,
                        key)));
    }

    private Job visible(Principal principal, JobId id) {
        return visible(principal, tracker.find(id));
    }

    private static Job visible(Principal principal, Job job) {
        if (!principal.admin() && !job.owner().equals(principal.name())) {
            throw JobTracker.unknown(job.id());
        }
        return job;
    }

    /**
     * One job.
     *
     * @param samples asks for how far its queries were
     */
    public record Watched(JobView job, Supplier<JobSamplesView> samples) {}

    /**
     * A page of jobs.
     *
     * @param next what to ask for after it; empty when the page is not full
     */
    public record Listed(List<JobView> jobs, Optional<String> next) {}

    /** How many jobs there are, over the wire. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @Schema(name = "JobStats")
    public record Stats(long total, Map<String, Long> byStatus) {

        /** Up to how many jobs are rather sorted than looked for among all. */
        private static final long FEW = 1000;

        private Set<JobStatus> rare() {
            return Arrays.stream(JobStatus.values())
                    .filter(status -> byStatus.getOrDefault(status.text(), 0L) <= FEW)
                    .collect(Collectors.toSet());
        }

        static Stats of(Map<JobStatus, Long> counts) {
            Map<String, Long> byStatus = new TreeMap<>();
            counts.forEach((status, number) -> byStatus.put(status.text(), number));
            return new Stats(counts.values().stream().mapToLong(Long::longValue).sum(), byStatus);
        }
    }
}
