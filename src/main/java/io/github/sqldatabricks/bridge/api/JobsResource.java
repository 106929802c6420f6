package io.github.sqldatabricks.bridge.api;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.api.security.Caller;
import io.github.sqldatabricks.bridge.audit.AuditEvent;
import io.github.sqldatabricks.bridge.audit.AuditTrail;
import io.github.sqldatabricks.bridge.audit.AuditType;
import io.github.sqldatabricks.bridge.job.ExtractionSubmission;
import io.github.sqldatabricks.bridge.job.IdempotencyKey;
import io.github.sqldatabricks.bridge.job.Job;
import io.github.sqldatabricks.bridge.job.JobState.JobStatus;
import io.github.sqldatabricks.bridge.job.JobStore.JobFilter;
import io.github.sqldatabricks.bridge.job.JobStore.Position;
import io.github.sqldatabricks.bridge.job.JobTracker;
import io.github.sqldatabricks.bridge.model.JobId;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

/** Lists and shows jobs, cancels them and tries them again. A principal sees its own; admins see all. */
@Path("/jobs")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Jobs")
@Blocking
public class JobsResource {

    /** Where the next page begins. */
    static final String NEXT = "Bridge-Next";

    private final JobTracker tracker;
    private final ExtractionSubmission submission;
    private final Caller caller;
    private final AuditTrail trail;
    private final BasePath base;

    public JobsResource(
            JobTracker tracker, ExtractionSubmission submission, Caller caller, AuditTrail trail, BasePath base) {
        this.tracker = tracker;
        this.submission = submission;
        this.caller = caller;
        this.trail = trail;
        this.base = base;
    }

    /** Lists jobs, newest first. */
    @GET
    @Operation(
            operationId = "listJobs",
            summary = "List jobs, newest first",
            description =
                    "Page by page without loss or doubles while jobs arrive: send the header Bridge-Next of a page as"
                            + " 'after' of the next one.")
    @APIResponse(
            responseCode = "200",
            description = "The jobs that the caller may see",
            headers =
                    @Header(
                            name = NEXT,
                            description = "Where the next page begins; there when the page is full",
                            schema = @Schema(type = SchemaType.STRING)),
            content = @Content(schema = @Schema(type = SchemaType.ARRAY, implementation = JobView.class)))
    @APIResponse(responseCode = "400", description = "A parameter is wrong")
    public RestResponse<List<JobView>> list(@BeanParam JobQuery query) {
        JobFilter filter = query.filter(caller.principal());
        List<Job> jobs = tracker.list(filter);
        ResponseBuilder<List<JobView>> answer =
                ResponseBuilder.ok(jobs.stream().map(JobView::of).toList());
        if (jobs.size() == filter.limit()) {
            answer.header(NEXT, Position.of(jobs.get(jobs.size() - 1)).toString());
        }
        return answer.build();
    }

    /** Counts jobs. */
    @GET
    @Path("/stats")
    @Operation(operationId = "jobStats", summary = "Count the caller's jobs by state; an admin's, everybody's")
    @APIResponse(responseCode = "200", description = "The counts")
    public StatsView stats() {
        Principal principal = caller.principal();
        return StatsView.of(principal.admin() ? tracker.countByStatus() : tracker.countByStatus(principal.name()));
    }

    /** Shows one job. */
    @GET
    @Path("/{id}")
    @Operation(operationId = "getJob", summary = "Show a job with the live progress of its queries")
    @APIResponse(
            responseCode = "200",
            description = "The job",
            content = @Content(schema = @Schema(implementation = JobView.class)))
    @APIResponse(responseCode = "404", description = "There is no such job, or it belongs to another user")
    public JobView get(
            @Parameter(schema = @Schema(type = SchemaType.STRING, pattern = "^" + JobId.PATTERN + "$")) @PathParam("id")
                    String id) {
        return JobView.of(visible(new JobId(id)));
    }

    /** Cancels one job. */
    @DELETE
    @Path("/{id}")
    @Operation(
            operationId = "cancelJob",
            summary = "Cancel a job",
            description = "Queries that wait end at once; those that run are stopped in SQL Server, and what they have"
                    + " uploaded is removed. Output that is published already stays.")
    @APIResponse(responseCode = "204", description = "The job is cancelled; it may take seconds until all has stopped")
    @APIResponse(responseCode = "404", description = "There is no such job, or it belongs to another user")
    @APIResponse(responseCode = "409", description = "The job has already ended")
    public void cancel(
            @Parameter(schema = @Schema(type = SchemaType.STRING, pattern = "^" + JobId.PATTERN + "$")) @PathParam("id")
                    String id) {
        JobId job = new JobId(id);
        AuditEvent cancelled =
                AuditEvent.by(caller.principal().name(), AuditType.JOB_CANCELLED, "cancel", AuditEvent.resource(job));
        trail.around(cancelled, () -> submission.cancel(visible(job).id()));
    }

    /** Tries again what has not succeeded. */
    @POST
    @Path("/{id}/retry")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "retryJob",
            summary = "Try the failed and cancelled queries of a job again",
            description =
                    "Makes a new job of them, with the parameters of the first one; what is computed from the time is"
                            + " computed from that of the first one, too. The templates, files and permissions of now count.")
    @APIResponse(
            responseCode = "202",
            description = "The new job is stored",
            headers =
                    @Header(
                            name = "Location",
                            description = "Where to ask how far it is",
                            schema = @Schema(type = SchemaType.STRING)),
            content = @Content(schema = @Schema(implementation = ExtractResource.Answer.class)))
    @APIResponse(responseCode = "404", description = "There is no such job, or it belongs to another user")
    @APIResponse(
            responseCode = "409",
            description = "The job has not ended, or none of its queries has failed; or as of POST /extract")
    @APIResponse(responseCode = "422", description = "The idempotency key was used for another request")
    public Response retry(
            @Parameter(schema = @Schema(type = SchemaType.STRING, pattern = "^" + JobId.PATTERN + "$")) @PathParam("id")
                    String id,
            @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            schema = @Schema(implementation = JobRetryBody.class),
                                            examples = @ExampleObject(name = "all that failed", value = "{}")))
                    JobRetryBody body,
            @Parameter(
                            description =
                                    "1 to 64 visible ASCII characters; repeating a request with it does nothing twice",
                            schema = @Schema(type = SchemaType.STRING, pattern = "^" + IdempotencyKey.PATTERN + "$"))
                    @HeaderParam("Idempotency-Key")
                    String key,
            @Context UriInfo uri) {
        JobId earlier = new JobId(id);
        JobRetryBody wanted = JobRetryBody.required(body);
        AuditEvent retried =
                AuditEvent.by(caller.principal().name(), AuditType.JOB_RETRIED, "retry", AuditEvent.resource(earlier));
        Job job = trail.around(
                retried,
                () -> submission.retry(
                        visible(earlier),
                        wanted.names(),
                        Optional.ofNullable(wanted.overwrite()),
                        caller.principal(),
                        Optional.ofNullable(key).map(IdempotencyKey::new)));
        return Response.accepted(ExtractResource.Answer.of(job))
                .header(
                        HttpHeaders.LOCATION,
                        base.location(uri, "jobs", job.id().value()))
                .build();
    }

    private Job visible(JobId id) {
        Principal principal = caller.principal();
        Job job = tracker.find(id);
        if (!principal.admin() && !job.owner().equals(principal.name())) {
            // The same as for a job that does not exist, so that ids can't be probed.
            throw JobTracker.unknown(id);
        }
        return job;
    }

    /** How many jobs there are, over the wire. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @Schema(name = "JobStats")
    record StatsView(long total, Map<String, Long> byStatus) {

        static StatsView of(Map<JobStatus, Long> counts) {
            Map<String, Long> byStatus = new TreeMap<>();
            counts.forEach((status, number) -> byStatus.put(status.text(), number));
            return new StatsView(
                    counts.values().stream().mapToLong(Long::longValue).sum(), byStatus);
        }
    }
}
