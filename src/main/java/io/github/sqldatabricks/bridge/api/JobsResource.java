package io.github.sqldatabricks.bridge.api;

import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.api.security.Caller;
import io.github.sqldatabricks.bridge.audit.AuditEvent;
import io.github.sqldatabricks.bridge.audit.AuditTrail;
import io.github.sqldatabricks.bridge.audit.AuditType;
import io.github.sqldatabricks.bridge.job.ExtractionSubmission;
import io.github.sqldatabricks.bridge.job.Job;
import io.github.sqldatabricks.bridge.job.JobState.JobStatus;
import io.github.sqldatabricks.bridge.job.JobStore.JobFilter;
import io.github.sqldatabricks.bridge.job.JobTracker;
import io.github.sqldatabricks.bridge.model.JobId;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Shows and cancels jobs. A principal sees its own; admins see all. */
@Path("/jobs")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Jobs")
@Blocking
public class JobsResource {

    private final JobTracker tracker;
    private final ExtractionSubmission submission;
    private final Caller caller;
    private final AuditTrail trail;

    public JobsResource(JobTracker tracker, ExtractionSubmission submission, Caller caller, AuditTrail trail) {
        this.tracker = tracker;
        this.submission = submission;
        this.caller = caller;
        this.trail = trail;
    }

    /** Lists jobs, newest first. */
    @GET
    @Operation(operationId = "listJobs", summary = "List jobs, newest first")
    @APIResponse(responseCode = "200", description = "The jobs that the caller may see")
    @APIResponse(responseCode = "400", description = "A parameter is wrong")
    public List<JobView> list(
            @Parameter(
                            description = "Only jobs in this state",
                            schema =
                                    @Schema(
                                            type = SchemaType.STRING,
                                            enumeration = {"pending", "running", "completed", "failed", "cancelled"}))
                    @QueryParam("status_filter")
                    String status,
            @BeanParam QueryParameters.Page page) {
        Principal principal = caller.principal();
        JobFilter filter = new JobFilter(
                principal.admin() ? Optional.empty() : Optional.of(principal.name()),
                Optional.ofNullable(status).map(JobStatus::of),
                page.size(),
                page.skipped());
        return tracker.list(filter).stream().map(JobView::of).toList();
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

    private Job visible(JobId id) {
        Principal principal = caller.principal();
        Job job = tracker.find(id);
        if (!principal.admin() && !job.owner().equals(principal.name())) {
            // The same as for a job that does not exist, so that ids can't be probed.
            throw JobTracker.unknown(id);
        }
        return job;
    }
}
