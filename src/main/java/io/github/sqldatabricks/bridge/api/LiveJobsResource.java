package io.github.sqldatabricks.bridge.api;

import io.github.sqldatabricks.bridge.access.AccessControl;
import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.api.live.LiveStreams;
import io.github.sqldatabricks.bridge.api.live.Viewer;
import io.github.sqldatabricks.bridge.api.security.TokenFilter.Caller;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Tells of changes of jobs as they happen, by server-sent events. */
@Path("/jobs/live")
@Tag(name = "Jobs")
@Blocking
public class LiveJobsResource {

    private static final String PLACE = "/jobs/live";

    private final LiveStreams streams;
    private final JobViews jobs;
    private final Caller caller;
    private final AccessControl access;

    public LiveJobsResource(LiveStreams streams, JobViews jobs, Caller caller, AccessControl access) {
        this.streams = streams;
        this.jobs = jobs;
        this.caller = caller;
        this.access = access;
    }

    /** First all jobs that run or wait, then each that has changed; an empty object is a sign of life. */
    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Operation(
            operationId = "watchJobs",
            summary = "Tell of changes of jobs as they happen, by server-sent events",
            description =
                    "The caller's jobs, an admin's everybody's: first all that run or wait (the newest 200), then each that"
                            + " has changed. The answer has no end. It is closed when the token is not valid any more, to who"
                            + " does not read, and by a service that stops: open it again, and everything comes anew. A person has"
                            + " at most 10 of them, pages of the console included (429).")
    @APIResponse(
            responseCode = "200",
            description =
                    "Events, the data of each being {\"jobs\": [...]} with jobs as listJobs has them; {} is a sign of"
                            + " life, every 15 seconds at least while nothing changes",
            content =
                    @Content(
                            mediaType = MediaType.SERVER_SENT_EVENTS,
                            schema = @Schema(type = SchemaType.STRING, examples = "data:{\"jobs\":[]}\n\n")))
    public Multi<String> changes(@Context HttpServerRequest request) {
        if (request.method() != HttpMethod.GET) {
            // A stream has no end that somebody who wants no body could wait for.
            return Multi.createFrom().empty();
        }
        Principal principal = caller.principal();
        Viewer viewer = caller.session()
                .filter(session -> !access.isOpen())
                .map(session -> new Viewer(principal, session::present, () -> true, Optional.of(session.owner())))
                .orElseGet(() -> Viewer.anybody(principal));
        return streams.open(viewer, PLACE, look -> jobs.live(principal));
    }
}
