package io.github.sqldatabricks.bridge.api;

import io.github.sqldatabricks.bridge.api.security.TokenFilter.Caller;
import io.github.sqldatabricks.bridge.job.IdempotencyKey;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
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

/** Starts extractions. */
@Path("/extract")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Extraction")
public class ExtractResource {

    private final ExtractionViews extractions;
    private final Caller caller;
    private final BasePath base;

    public ExtractResource(ExtractionViews extractions, Caller caller, BasePath base) {
        this.extractions = extractions;
        this.caller = caller;
        this.base = base;
    }

    /** Makes a job of the request. */
    @POST
    @Blocking
    @Operation(
            operationId = "extract",
            summary = "Extract queries of SQL Server into a Databricks volume",
            description =
                    "Checks everything that can be checked without SQL Server, and whether other output is there that"
                            + " may not be replaced, stores a job and answers; the queries run afterwards. Nothing is stored when the answer is an error.")
    @APIResponse(
            responseCode = "200",
            description = "With dry_run: what the extraction would do",
            content = @Content(schema = @Schema(implementation = ExtractionPlanView.class)))
    @APIResponse(
            responseCode = "202",
            description = "The job is stored and survives a restart",
            headers =
                    @Header(
                            name = "Location",
                            description = "Where to ask how far it is",
                            schema = @Schema(implementation = String.class)),
            content = @Content(schema = @Schema(implementation = ExtractionAnswer.class)))
    @APIResponse(responseCode = "400", description = "A field is wrong, or parameters or queries are missing")
    @APIResponse(responseCode = "403", description = "The token may not read one of the tables")
    @APIResponse(responseCode = "404", description = "The country or a path does not exist")
    @APIResponse(
            responseCode = "409",
            description =
                    "An unfinished job writes to the same folder, or other output is there and overwrite is false")
    @APIResponse(responseCode = "422", description = "The idempotency key was used for another request")
    @APIResponse(responseCode = "503", description = "No room for all queries now; see Retry-After")
    public Response extract(
            @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            schema = @Schema(implementation = ExtractBody.class),
                                            examples = @ExampleObject(name = "two queries", value = """
                            {"country": "bolivia", "queries": ["customers", "orders"], "overwrite": true,
                             "destination": "/Volumes/main/bridge/landing", "parameters": {"from_date": "2026-01-01"}}
                            """)))
                    ExtractBody body,
            @Parameter(
                            description =
                                    "1 to 64 visible ASCII characters; repeating a request with it does nothing twice",
                            schema = @Schema(type = SchemaType.STRING, pattern = "^" + IdempotencyKey.PATTERN + "$"))
                    @HeaderParam(IdempotencyKey.HEADER)
                    String idempotencyKey,
            @Parameter(
                            description = "Store nothing, and answer what the extraction would do",
                            schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
                    @QueryParam("dry_run")
                    String dryRun,
            @Parameter(
                            description = "With dry_run: ask SQL Server for the columns, of at most 20 queries",
                            schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
                    @QueryParam("describe")
                    String describe,
            @Context UriInfo uri) {
        boolean described = QueryParameters.flag("describe", describe);
        if (QueryParameters.flag("dry_run", dryRun)) {
            // A dry run does not use the key, but tells that the request would be refused for it.
            ExtractBody.required(body).key(idempotencyKey);
            return Response.ok(extractions.plan(caller.principal(), body, described))
                    .build();
        }
        ExtractionAnswer answer = extractions.start(caller.principal(), body, idempotencyKey);
        return Response.accepted(answer)
                .header(HttpHeaders.LOCATION, base.location(uri, "jobs", answer.jobId()))
                .build();
    }
}
