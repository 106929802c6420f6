package io.github.sqldatabricks.bridge.console;

import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.api.ConsolePath;
import io.github.sqldatabricks.bridge.api.JobQuery;
import io.github.sqldatabricks.bridge.api.JobRetryBody;
import io.github.sqldatabricks.bridge.api.JobViews;
import io.github.sqldatabricks.bridge.api.QueryParameters;
import io.github.sqldatabricks.bridge.model.JobId;
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
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Jobs, newest first; the address says which. */
@Path(ConsolePath.ROOT + "/jobs")
@Blocking
public class JobsPage {

    private static final String SIZE = "50";
    private static final List<String> STATES = List.of("pending", "running", "completed", "failed", "cancelled");

    private final Pages pages;
    private final JobViews views;
    private final Outcomes outcomes;

    public JobsPage(Pages pages, JobViews views, Outcomes outcomes) {
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

    /** Cancels jobs, or has those tried again that failed. */
    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Produces(MediaType.TEXT_HTML)
    public Response act(String body) {
        Form form = Form.of(body);
        Principal viewer = pages.viewer();
        boolean retries = form.text("do").filter("retry"::equals).isPresent();
        return outcomes.each(retries ? "Try again" : "Cancel", "/jobs", form.all("job"), id -> {
            if (retries) {
                views.retry(viewer, new JobId(id), new JobRetryBody(null, null), Optional.empty());
            } else {
                views.cancel(viewer, new JobId(id));
            }
        });
    }

    private Pages.Content content(Filters filters) {
        Principal viewer = pages.viewer();
        String base = pages.base();
        JobQuery query = new JobQuery(
                filters.value("state"),
                filters.value("country"),
                filters.value("owner"),
                filters.value("query"),
                Filters.time(filters.value("from")),
                Filters.time(filters.value("to")),
                filters.value("after"),
                new QueryParameters.Page(SIZE, null));
        return new Pages.Content("Jobs", "jobs", () -> {
            JobViews.Listed listed = views.list(viewer, query);
            Instant now = Instant.now();
            return Templates.jobs(new Model(
                            base,
                            viewer.admin(),
                            Pages.seesTemplates(viewer),
                            filters,
                            STATES,
                            listed.jobs().stream()
                                    .map(job -> JobRow.of(job, now))
                                    .toList(),
                            listed.next().orElse("")))
                    .render();
        });
    }

    /** What the page shows. */
    public record Model(
            String base,
            boolean admin,
            boolean extracts,
            Filters filters,
            List<String> states,
            List<JobRow> rows,
            String next) {}
}
