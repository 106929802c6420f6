package io.github.sqldatabricks.bridge.console;

import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.api.ConsolePath;
import io.github.sqldatabricks.bridge.api.sync.EventHistoryView;
import io.github.sqldatabricks.bridge.api.sync.EventView;
import io.github.sqldatabricks.bridge.api.sync.EventViews;
import io.github.sqldatabricks.bridge.model.EventId;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;

/** One event: what became of it, and what it would do. */
@Path(ConsolePath.ROOT + "/events/{id}")
@Blocking
public class EventPage {

    private final Pages pages;
    private final EventViews views;

    public EventPage(Pages pages, EventViews views) {
        this.pages = pages;
        this.views = views;
    }

    /** The page. */
    @GET
    @Produces(MediaType.TEXT_HTML)
    public Response page(@PathParam("id") String id) {
        return pages.live(content(new EventId(id)));
    }

    /** Its changes. */
    @GET
    @Produces(Pages.STREAM)
    public Multi<String> live(@PathParam("id") String id) {
        return pages.stream(content(new EventId(id)));
    }

    /** Tries it again, with the rights and limits of now. */
    @POST
    @Path("/retry")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Produces(MediaType.TEXT_HTML)
    public Response retry(@PathParam("id") String id) {
        views.retry(pages.viewer(), new EventId(id));
        return pages.to("/events/" + id);
    }

    /** Cancels it. */
    @POST
    @Path("/cancel")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Produces(MediaType.TEXT_HTML)
    public Response cancel(@PathParam("id") String id) {
        views.cancel(pages.viewer(), new EventId(id));
        return pages.to("/events/" + id);
    }

    /** Shows what it would do now; nothing is changed, and the page stands still. */
    @POST
    @Path("/dry-run")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Produces(MediaType.TEXT_HTML)
    public Response dryRun(@PathParam("id") String id) {
        EventId event = new EventId(id);
        Model model = new Model(
                pages.base(),
                views.get(pages.viewer(), event),
                views.history(pages.viewer(), event),
                DryRunTable.of(views.dryRun(pages.viewer(), event)));
        return pages.still(new Pages.Content(
                title(event), "events", () -> Templates.event(model).render()));
    }

    private Pages.Content content(EventId id) {
        Principal viewer = pages.viewer();
        String base = pages.base();
        return new Pages.Content(
                title(id),
                "events",
                () -> Templates.event(new Model(base, views.get(viewer, id), views.history(viewer, id), null))
                        .render());
    }

    private static String title(EventId id) {
        return "Event " + Shown.shortId(id.value());
    }

    /** What the page shows; {@code run} is null while nobody has asked what it would do. */
    public record Model(String base, EventView event, List<EventHistoryView> steps, DryRunTable run) {

        /** Whether it can be tried again. */
        public boolean isRetryable() {
            return event.status().equals("failed") || event.status().equals("blocked");
        }

        /** Whether it can be cancelled. */
        public boolean isPending() {
            return event.status().equals("pending") || event.status().equals("retry");
        }
    }
}
