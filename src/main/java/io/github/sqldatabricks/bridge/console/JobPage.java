package io.github.sqldatabricks.bridge.console;

import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.api.ConsolePath;
import io.github.sqldatabricks.bridge.api.ExtractionAnswer;
import io.github.sqldatabricks.bridge.api.JobRetryBody;
import io.github.sqldatabricks.bridge.api.JobSamplesView;
import io.github.sqldatabricks.bridge.api.JobView;
import io.github.sqldatabricks.bridge.api.JobViews;
import io.github.sqldatabricks.bridge.console.live.Seldom;
import io.github.sqldatabricks.bridge.console.plot.RatePlot;
import io.github.sqldatabricks.bridge.console.plot.Span;
import io.github.sqldatabricks.bridge.model.JobId;
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
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** One job with its queries. */
@Path(ConsolePath.ROOT + "/jobs/{id}")
@Blocking
public class JobPage {

    /** What needs to be looked at comes first. */
    private static final List<String> ORDER =
            List.of("running", "failed", "pending", "cancelled", "completed", "skipped");

    private static final int STEP = 5;

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
        AtomicReference<JobViews.Watched> now = new AtomicReference<>();
        Supplier<JobSamplesView> asked = () -> now.get().samples().get();
        Supplier<JobSamplesView> present = new Seldom<>(Duration.ofSeconds(STEP), asked);
        Supplier<JobSamplesView> last = new Seldom<>(Duration.ofDays(1), asked);
        return new Pages.Content("Job " + Shown.shortId(id.value()), "jobs", () -> {
            now.set(views.watched(viewer, id));
            JobView job = now.get().job();
            RatePlot plot = plot(job, (job.completedAt() == null ? present : last).get());
            return Templates.job(model(base, JobRow.of(job, Instant.now()), chosen, plot))
                    .render();
        });
    }

    /** Null before there is anything to draw. Moves every five seconds while the job runs, so that a stream stays small. */
    private static RatePlot plot(JobView job, JobSamplesView samples) {
        Instant end = Optional.ofNullable(job.completedAt()).orElseGet(Instant::now);
        long seconds = Duration.between(job.createdAt(), end).toSeconds();
        int shown = (int) (job.completedAt() == null ? seconds / STEP * STEP : Math.max(1, seconds));
        if (shown < 1 || samples.queries().isEmpty()) {
            return null;
        }
        return RatePlot.of(
                samples.queries().stream()
                        .map(query -> new RatePlot.Series(query.seconds(), query.attempts(), query.rows()))
                        .toList(),
                shown);
    }

    private static Model model(String base, JobRow row, Optional<String> chosen, RatePlot plot) {
        JobView job = row.job();
        Instant now = Instant.now();
        Instant end = Optional.ofNullable(job.completedAt()).orElseGet(() -> Span.axis(job.createdAt(), now));
        List<QueryRow> queries = job.results().stream()
                .sorted(Comparator.comparingInt((JobView.Query query) -> ORDER.indexOf(query.status()))
                        .thenComparing(JobView.Query::queryName))
                .map(query -> QueryRow.of(query, now, job.createdAt(), end))
                .toList();
        Optional<QueryRow> shown = queries.stream()
                .filter(query ->
                        chosen.filter(query.query().queryName()::equals).isPresent())
                .findFirst();
        return new Model(base, row, queries, shown.orElse(null), plot);
    }

    /** What the page shows; {@code chosen} and {@code plot} may be null. */
    public record Model(String base, JobRow row, List<QueryRow> queries, QueryRow chosen, RatePlot plot) {}

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
