package io.github.sqldatabricks.bridge.console;

import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.api.ConsolePath;
import io.github.sqldatabricks.bridge.api.replication.ReplicationRunBody;
import io.github.sqldatabricks.bridge.api.replication.ReplicationView;
import io.github.sqldatabricks.bridge.api.replication.ReplicationViews;
import io.github.sqldatabricks.bridge.api.replication.ReplicationViews.Streams;
import io.github.sqldatabricks.bridge.api.replication.StreamView;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;

/** One replication: how far its streams are, and what its operators do with it. */
@Path(ConsolePath.ROOT + "/replications/{id}")
@Produces(MediaType.TEXT_HTML)
@Blocking
public class ReplicationPage {

    private final Pages pages;
    private final ReplicationViews views;

    public ReplicationPage(Pages pages, ReplicationViews views) {
        this.pages = pages;
        this.views = views;
    }

    /** The page. */
    @GET
    public Response page(@PathParam("id") String name) {
        return pages.live(content(name));
    }

    /** Its changes. */
    @GET
    @Produces(Pages.STREAM)
    public Multi<String> live(@PathParam("id") String name) {
        return pages.stream(content(name));
    }

    /** Runs all its streams now, and leads to the job. */
    @POST
    @Path("/run")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response run(@PathParam("id") String name) {
        return pages.to("/jobs/"
                + views.run(pages.viewer(), name, ReplicationRunBody.ofAll(), Optional.empty())
                        .jobId());
    }

    /** Keeps it from running by its schedule. */
    @POST
    @Path("/pause")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response pause(@PathParam("id") String name) {
        views.pause(pages.viewer(), name);
        return back(name);
    }

    /** Lets it run by its schedule again. */
    @POST
    @Path("/resume")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response resume(@PathParam("id") String name) {
        views.resume(pages.viewer(), name);
        return back(name);
    }

    /** Lets the load of a stream pass that the viewer has seen to be stopped. */
    @POST
    @Path("/streams/{stream}/approve")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response approve(
            @PathParam("id") String name, @PathParam("stream") String stream, @FormParam("load") String load) {
        views.approve(pages.viewer(), name, stream, Optional.ofNullable(load));
        return back(name);
    }

    /** Has a stream's next run read all rows. */
    @POST
    @Path("/streams/{stream}/reset")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response reset(@PathParam("id") String name, @PathParam("stream") String stream) {
        views.reset(pages.viewer(), name, stream);
        return back(name);
    }

    private Response back(String name) {
        return pages.to("/replications/" + name);
    }

    /** The source is asked once, and not by a stream: one that does not answer would keep all pages waiting. */
    private Pages.Content content(String name) {
        Principal viewer = pages.viewer();
        String base = pages.base();
        Streams seen = views.streams(viewer, name);
        return new Pages.Content(
                name,
                "replications",
                () -> Templates.replication(new Model(
                                base,
                                views.get(name),
                                views.again(viewer, seen).list(),
                                seen.obstacle().orElse(""),
                                views.mayOperate(viewer, name),
                                !viewer.permissions().loads().isEmpty()))
                        .render());
    }

    /**
     * What the page shows.
     *
     * @param obstacle why the source could not be asked; empty when it was
     * @param operator whether the viewer may pause it, reset its streams, and let their loads pass
     * @param loader whether the viewer may load any table
     */
    public record Model(
            String base,
            ReplicationView one,
            List<StreamView> streams,
            String obstacle,
            boolean operator,
            boolean loader) {

        /** In one word. */
        public String state(StreamView stream) {
            if (stream.trouble() != null) {
                return stream.trouble();
            }
            if (!"active".equals(stream.presence()) && !"unknown".equals(stream.presence())) {
                return stream.presence();
            }
            return stream.currentAsOf() == null ? "new" : "current";
        }

        /** Whether any run had it, so that there is something to reset. */
        public boolean hasRun(StreamView stream) {
            return stream.lastLoad() != null || stream.failures() > 0;
        }

        /** Whether a load was stopped by a limit, and nobody has let it pass yet. */
        public boolean waitsForApproval(StreamView stream) {
            return stream.blocked() != null && stream.approvedBy() == null;
        }
    }
}
