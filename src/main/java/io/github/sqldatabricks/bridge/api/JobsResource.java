package io.github.sqldatabricks.bridge.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sqldatabricks.bridge.api.security.TokenFilter.Caller;
import io.github.sqldatabricks.bridge.job.IdempotencyKey;
import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.model.QueryName;
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
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Optional;
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

    private final JobViews jobs;
    private final Caller caller;
    private final BasePath base;

    public JobsResource(JobViews jobs, Caller caller, BasePath base) {
        this.jobs = jobs;
        this.caller = caller;
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
        JobViews.Listed listed = jobs.list(caller.principal(), query);
        ResponseBuilder<List<JobView>> answer = ResponseBuilder.ok(listed.jobs());
        listed.next().ifPresent(next -> answer.header(NEXT, next));
        return answer.build();
    }

    /** Counts jobs. */
    @GET
    @Path("/stats")
    @Operation(operationId = "jobStats", summary = "Count the caller's jobs by state; an admin's, everybody's")
    @APIResponse(responseCode = "200", description = "The counts")
    public JobViews.Stats stats() {
        return jobs.stats(caller.principal());
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
        return jobs.get(caller.principal(), new JobId(id));
    }

    /** How far its queries were. */
    @GET
    @Path("/{id}/samples")
    @Operation(
            operationId = "getJobSamples",
            summary = "Show how far the queries of a job were over time",
            description =
                    "At most 120 points a query, however long it runs, of at most 100 queries. Each attempt begins from 0.")
    @APIResponse(responseCode = "200", description = "The points, by the queries' names")
    @APIResponse(
            responseCode = "404",
            description = "There is no such job or query, or the job belongs to another user")
    public JobSamplesView samples(
            @Parameter(schema = @Schema(type = SchemaType.STRING, pattern = "^" + JobId.PATTERN + "$")) @PathParam("id")
                    String id,
            @Parameter(
                            description = "Only of this query",
                            schema = @Schema(type = SchemaType.STRING, pattern = "^" + QueryName.PATTERN + "$"))
                    @QueryParam("query")
                    String query) {
        return jobs.samples(
                caller.principal(), new JobId(id), Optional.ofNullable(query).map(QueryName::new));
    }

    /** What its output is. */
    @GET
    @Path("/{id}/queries/{query}/manifest")
    @Operation(
            operationId = "getManifest",
            summary = "Show the manifest of a query's output, as it stands in the volume",
            description = "Schema, files, parameters (secrets masked) and more; docs/landing.md says what is in it.")
    @APIResponse(
            responseCode = "200",
            description = "The manifest",
            content = @Content(schema = @Schema(type = SchemaType.OBJECT, additionalProperties = Schema.True.class)))
    @APIResponse(
            responseCode = "404",
            description =
                    "There is no such job or query, the job belongs to another user, or the output is not there any more")
    public JsonNode manifest(
            @Parameter(schema = @Schema(type = SchemaType.STRING, pattern = "^" + JobId.PATTERN + "$")) @PathParam("id")
                    String id,
            @Parameter(schema = @Schema(type = SchemaType.STRING, pattern = "^" + QueryName.PATTERN + "$"))
                    @PathParam("query")
                    String query) {
        return jobs.manifest(caller.principal(), new JobId(id), new QueryName(query));
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
        jobs.cancel(caller.principal(), new JobId(id));
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
            content = @Content(schema = @Schema(implementation = ExtractionAnswer.class)))
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
                    @HeaderParam(IdempotencyKey.HEADER)
                    String key,
            @Context UriInfo uri) {
        ExtractionAnswer answer = jobs.retry(
                caller.principal(),
                new JobId(id),
                body,
                Optional.ofNullable(key).map(IdempotencyKey::new));
        return Response.accepted(answer)
                .header(HttpHeaders.LOCATION, base.location(uri, "jobs", answer.jobId()))
                .build();
    }
}
