package io.github.sqldatabricks.bridge.api;

import io.github.sqldatabricks.bridge.access.AccessControl;
import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.api.live.LiveStreams;
import io.github.sqldatabricks.bridge.api.live.Viewer;
import io.github.sqldatabricks.bridge.api.security.Caller;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;

/**
 * Tells of changes of jobs as they happen, by server-sent events. Not in the OpenAPI document, as the web socket of events is not: an
 * answer without an end is none that its clients could wait for.
 */
@Path("/jobs/live")
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
    @Operation(hidden = true)
    public Multi<String> changes(@Context HttpServerRequest request) {
        if (request.method() != HttpMethod.GET) {
            // A stream has no end that somebody who wants no body could wait for.
            return Multi.createFrom().empty();
        }
        Principal principal = caller.principal();
        Viewer viewer = caller.session()
                .filter(session -> !access.isOpen())
                .map(session -> new Viewer(principal, session::present, () -> true, true))
                .orElseGet(() -> Viewer.anybody(principal));
        return streams.open(viewer, PLACE, () -> jobs.live(principal));
    }
}
