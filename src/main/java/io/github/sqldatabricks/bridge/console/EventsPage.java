package io.github.sqldatabricks.bridge.console;

import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.api.ConsolePath;
import io.github.sqldatabricks.bridge.api.QueryParameters;
import io.github.sqldatabricks.bridge.api.sync.EventQuery;
import io.github.sqldatabricks.bridge.api.sync.EventView;
import io.github.sqldatabricks.bridge.api.sync.EventViews;
import io.github.sqldatabricks.bridge.model.EventId;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;

/** Events, newest first; the address says which. */
@Path(ConsolePath.ROOT + "/events")
@Blocking
public class EventsPage {

    private static final String SIZE = "50";
    private static final List<String> STATES =
            List.of("pending", "processing", "retry", "completed", "blocked", "failed");
    private static final List<String> OPERATIONS = List.of("INSERT", "UPDATE", "DELETE", "UPSERT");

    private final Pages pages;
    private final EventViews views;
    private final Outcomes outcomes;

    public EventsPage(Pages pages, EventViews views, Outcomes outcomes) {
        this.pages = pages;
        this.views = views;
        this.outcomes = outcomes;
    }

    /** The page. */
    @GET
    @Produces(MediaType.TEXT_HTML)
    public Response page(@Context UriInfo uri) {
        return pages.live(content(Filters.of(uri)));
    }

    /** Its changes. */
    @GET
    @Produces(Pages.STREAM)
    public Multi<String> live(@Context UriInfo uri) {
        return pages.stream(content(Filters.of(uri)));
    }

    /** Tries failed and blocked events again. */
    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Produces(MediaType.TEXT_HTML)
    public Response retry(String body) {
        Principal viewer = pages.viewer();
        return outcomes.each(
                "Run again", "/events", Form.of(body).all("event"), id -> views.retry(viewer, new EventId(id)));
    }

    private Pages.Content content(Filters filters) {
        Principal viewer = pages.viewer();
        String base = pages.base();
        EventQuery query = new EventQuery(
                filters.value("state"),
                filters.value("operation"),
                filters.value("target"),
                filters.value("source"),
                filters.value("user"),
                filters.value("error"),
                Filters.time(filters.value("from")),
                Filters.time(filters.value("to")),
                filters.value("after"),
                new QueryParameters.Page(SIZE, null));
        return new Pages.Content("Events", "events", () -> {
            EventViews.Listed listed = views.list(viewer, query);
            return Templates.events(new Model(
                            base,
                            filters,
                            STATES,
                            OPERATIONS,
                            listed.events(),
                            listed.next().orElse("")))
                    .render();
        });
    }

    /** What the page shows. */
    public record Model(
            String base,
            Filters filters,
            List<String> states,
            List<String> operations,
            List<EventView> events,
            String next) {}
}
