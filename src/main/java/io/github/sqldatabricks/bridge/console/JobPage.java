package io.github.sqldatabricks.bridge.console;

import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.api.ConsolePath;
import io.github.sqldatabricks.bridge.api.ExtractionAnswer;
import io.github.sqldatabricks.bridge.api.JobRetryBody;
import io.github.sqldatabricks.bridge.api.JobView;
import io.github.sqldatabricks.bridge.api.JobViews;
import io.github.sqldatabricks.bridge.console.live.Regions;
import io.github.sqldatabricks.bridge.console.plot.RatePlot;
import io.github.sqldatabricks.bridge.console.plot.Span;
import io.github.sqldatabricks.bridge.model.JobId;
import io.quarkus.qute.RawString;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** One job with its queries. */
@Path(ConsolePath.ROOT + "/jobs/{id}")
@Blocking
public class JobPage {

    /** What needs to be looked at comes first. */
    private static final List<String> ORDER =
            List.of("running", "failed", "pending", "cancelled", "completed", "skipped");

    private final Pages pages;
    private final JobViews views;

    public JobPage(Pages pages, JobViews views) {
        this.pages = pages;
        this.views = views;
    }

    /** The page. */
    @GET
    @Produces(MediaType.TEXT_HTML)
    public Response page(@PathParam("id") String id, @QueryParam("q") String query) {
        return pages.live(content(new JobId(id), Optional.ofNullable(query)));
    }

    /** Its changes. */
    @GET
    @Produces(Pages.STREAM)
    public Multi<String> live(@PathParam("id") String id, @QueryParam("q") String query) {
        return pages.stream(content(new JobId(id), Optional.ofNullable(query)));
    }

    /** Cancels it. */
    @POST
    @Path("/cancel")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Produces(MediaType.TEXT_HTML)
    public Response cancel(@PathParam("id") String id) {
        views.cancel(pages.viewer(), new JobId(id));
        return pages.to("/jobs/" + id);
    }

    /** Has the queries tried again that failed or were cancelled, or the named ones of them. */
    @POST
    @Path("/retry")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Produces(MediaType.TEXT_HTML)
    public Response retry(@PathParam("id") String id, String body) {
        List<String> queries = Form.of(body).all("query");
        ExtractionAnswer made = views.retry(
                pages.viewer(),
                new JobId(id),
                new JobRetryBody(queries.isEmpty() ? null : queries, null),
                Optional.empty());
        return pages.to("/jobs/" + made.jobId());
    }

    private Pages.Content content(JobId id, Optional<String> chosen) {
        Principal viewer = pages.viewer();
        String base = pages.base();
        JobPlot plot = new JobPlot();
        return new Pages.Content(
                "Job " + Shown.shortId(id.value()),
                "jobs",
                () -> {
                    Moment now = moment(viewer, base, id);
                    return Templates.job(now.model(base, chosen, plot, now.rows()))
                            .render();
                },
                look -> {
                    Moment now =
                            look.once(new Moment.Key(viewer, base, id), Moment.class, () -> moment(viewer, base, id));
                    return Regions.of(Templates.job(now.model(base, chosen, plot, ""))
                                    .render())
                            .with(now.cut());
                });
    }

    private Moment moment(Principal viewer, String base, JobId id) {
        JobViews.Watched watched = views.watched(viewer, id);
        JobView job = watched.job();
        Instant now = Instant.now();
        List<QueryRow> queries = rows(job, now);
        String rows = Templates.queries(base, job.jobId(), queries).render();
        return new Moment(watched, JobRow.of(job, now), queries, rows, Regions.of(rows));
    }

    private static List<QueryRow> rows(JobView job, Instant now) {
        Instant end = Optional.ofNullable(job.completedAt()).orElseGet(() -> Span.axis(job.createdAt(), now));
        return job.results().stream()
                .sorted(Comparator.comparingInt((JobView.Query query) -> ORDER.indexOf(query.status()))
                        .thenComparing(JobView.Query::queryName))
                .map(query -> QueryRow.of(query, now, job.createdAt(), end))
                .toList();
    }

    /**
     * A job as it is now: what pages of different chosen queries have in common.
     *
     * @param rows the HTML of all queries, with its marks
     * @param cut the same as parts
     */
    private record Moment(JobViews.Watched watched, JobRow row, List<QueryRow> queries, String rows, Regions cut) {

        private record Key(Principal viewer, String base, JobId id) {}

        Model model(String base, Optional<String> chosen, JobPlot plot, String shownRows) {
            QueryRow shown = queries.stream()
                    .filter(query ->
                            chosen.filter(query.query().queryName()::equals).isPresent())
                    .findFirst()
                    .orElse(null);
            return new Model(base, row, new RawString(shownRows), shown, plot.of(watched));
        }
    }

    /** What the page shows; {@code chosen} and {@code plot} may be null. */
    public record Model(String base, JobRow row, RawString queries, QueryRow chosen, RatePlot plot) {}

    /** A query, and when it ran; {@code ran} is null before. */
    public record QueryRow(JobView.Query query, Span ran) {

        static QueryRow of(JobView.Query query, Instant now, Instant from, Instant to) {
            return new QueryRow(
                    query,
                    query.startedAt() == null
                            ? null
                            : Span.of(
                                    query.startedAt(),
                                    Optional.ofNullable(query.endedAt()).orElse(now),
                                    from,
                                    to));
        }
    }
}
