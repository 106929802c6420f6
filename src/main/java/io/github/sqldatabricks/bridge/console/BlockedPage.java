package io.github.sqldatabricks.bridge.console;

import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.api.ConsolePath;
import io.github.sqldatabricks.bridge.api.QueryParameters;
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
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;

/** Events that a guard rail has stopped. */
@Path(ConsolePath.ROOT + "/blocked")
@Blocking
public class BlockedPage {

    private static final QueryParameters.Page NEWEST = new QueryParameters.Page("50", null);

    private final Pages pages;
    private final EventViews views;
    private final Outcomes outcomes;

    public BlockedPage(Pages pages, EventViews views, Outcomes outcomes) {
        this.pages = pages;
        this.views = views;
        this.outcomes = outcomes;
    }

    /** The page. */
    @GET
    @Produces(MediaType.TEXT_HTML)
    public Response page() {
        return pages.live(content());
    }

    /** Its changes. */
    @GET
    @Produces(Pages.STREAM)
    public Multi<String> live() {
        return pages.stream(content());
    }

    /** Tries the chosen ones again. */
    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Produces(MediaType.TEXT_HTML)
    public Response retry(String body) {
        Principal viewer = pages.viewer();
        return outcomes.each(
                "Run again", "/blocked", Form.of(body).all("event"), id -> views.retry(viewer, new EventId(id)));
    }

    private Pages.Content content() {
        Principal viewer = pages.viewer();
        String base = pages.base();
        return new Pages.Content(
                "Blocked",
                "blocked",
                () -> Templates.blocked(new Model(base, views.list(viewer, "blocked", null, NEWEST)))
                        .render());
    }

    /** What the page shows. */
    public record Model(String base, List<EventView> events) {}
}
