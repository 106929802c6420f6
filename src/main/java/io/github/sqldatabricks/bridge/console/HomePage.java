package io.github.sqldatabricks.bridge.console;

import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.api.ConsolePath;
import io.github.sqldatabricks.bridge.api.JobQuery;
import io.github.sqldatabricks.bridge.api.JobViews;
import io.github.sqldatabricks.bridge.api.QueryParameters;
import io.github.sqldatabricks.bridge.api.service.ServiceViews;
import io.github.sqldatabricks.bridge.api.sync.EventQuery;
import io.github.sqldatabricks.bridge.api.sync.EventView;
import io.github.sqldatabricks.bridge.api.sync.EventViews;
import io.github.sqldatabricks.bridge.console.live.Shared;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.health.SmallRyeHealthReporter;
import io.smallrye.mutiny.Multi;
import io.vertx.core.json.JsonObject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Is it moving, both ways, and does anything need somebody? */
@Path(ConsolePath.ROOT)
@Blocking
public class HomePage {

    /** Each process tells once a minute. */
    private static final Duration BETWEEN_FLOWS = Duration.ofSeconds(10);

    /** A page that keeps itself current asks once a second, and is to see new ones each time. */
    private static final Duration BETWEEN_COUNTS = Duration.ofMillis(900);

    private static final QueryParameters.Page FEW = new QueryParameters.Page("20", null);
    private static final QueryParameters.Page MANY = new QueryParameters.Page("60", null);
    private static final QueryParameters.Page DONE = new QueryParameters.Page("5", null);

    private final Pages pages;
    private final JobViews jobs;
    private final EventViews events;
    private final SmallRyeHealthReporter reporter;
    private final Shared<Principal, Counts> counts;
    private final Shared<Window, FlowPanel> flows;

    public HomePage(
            Pages pages, JobViews jobs, EventViews events, ServiceViews service, SmallRyeHealthReporter reporter) {
        this.pages = pages;
        this.jobs = jobs;
        this.events = events;
        this.reporter = reporter;
        this.counts = new Shared<>(
                BETWEEN_COUNTS,
                viewer -> new Counts(jobs.stats(viewer), events.stats(viewer).byStatus()));
        this.flows = new Shared<>(BETWEEN_FLOWS, one -> FlowPanel.of(service.flow(one.viewer(), one.length())));
    }

    /** The page. */
    @GET
    @Produces(MediaType.TEXT_HTML)
    public Response page(@QueryParam("window") String window) {
        return pages.live(content(window));
    }

    /** Its changes. */
    @GET
    @Produces(Pages.STREAM)
    public Multi<String> live(@QueryParam("window") String window) {
        return pages.stream(content(window));
    }

    private Pages.Content content(String asked) {
        Principal viewer = pages.viewer();
        String base = pages.base();
        String window = FlowPanel.window(asked);
        return new Pages.Content(
                "Overview",
                "overview",
                () -> Templates.overview(model(base, new Window(viewer, window)))
                        .render());
    }

    private Model model(String base, Window window) {
        Principal viewer = window.viewer();
        Instant now = Instant.now();
        String yesterday = now.minus(1, ChronoUnit.DAYS).toString();
        Counts counted = counts.get(viewer);
        List<List<JobRow>> lists = rows(
                viewer,
                now,
                counted.jobs(),
                JobQuery.of("running,pending", null, FEW),
                JobQuery.of("failed", yesterday, FEW),
                JobQuery.of("completed", null, DONE));
        List<JobRow> running = lists.get(0);
        return new Model(
                base,
                Pages.seesTemplates(viewer),
                viewer.admin() ? flows.get(window) : null,
                counted.jobs().byStatus(),
                counted.events(),
                running,
                running.stream().mapToDouble(JobRow::rate).sum(),
                needs(viewer, lists.get(1)),
                lists.get(2));
    }

    private List<List<JobRow>> rows(Principal viewer, Instant now, JobViews.Stats known, JobQuery... queries) {
        return jobs.lists(viewer, List.of(queries), known).stream()
                .map(list -> list.stream().map(job -> JobRow.of(job, now)).toList())
                .toList();
    }

    private List<Need> needs(Principal viewer, List<JobRow> failed) {
        List<Need> needs = new ArrayList<>();
        HealthPage.checks(new JsonObject(reporter.getReadiness().getPayload().toString())).stream()
                .filter(check -> check.status().equals("DOWN"))
                .map(check -> new Need(
                        "h-" + check.id(),
                        "failed",
                        check.name() + " is down",
                        check.data().getOrDefault("detail", ""),
                        "/health",
                        null))
                .forEach(needs::add);
        // What needs a person is not to be lost among what is tried again by itself.
        List<EventQuery> open =
                List.of(EventQuery.of("blocked", null, MANY), EventQuery.of("failed,retry", null, MANY));
        events.lists(viewer, open).stream().map(HomePage::need).forEach(needs::add);
        failed.stream()
                .map(row -> new Need(
                        "n-" + row.job().jobId(),
                        "failed",
                        row.counts().get("failed") + " of " + row.job().queriesTotal() + " queries failed: "
                                + row.job().country(),
                        row.job().error() == null ? "" : row.job().error(),
                        "/jobs/" + row.job().jobId(),
                        row.job().createdAt()))
                .forEach(needs::add);
        needs.sort(Comparator.comparing(Need::since, Comparator.nullsFirst(Comparator.reverseOrder()))
                .thenComparing(Need::id));
        return needs;
    }

    private static Need need(EventView event) {
        return new Need(
                "n-" + event.eventId(),
                event.status(),
                event.operation() + " " + event.targetTable() + " "
                        + (event.status().equals("retry") ? "is tried again" : "was " + event.status()),
                event.errorMessage() == null ? "" : event.errorMessage(),
                "/events/" + event.eventId(),
                event.createdAt());
    }

    /** The plots of one viewer. */
    private record Window(Principal viewer, String length) {}

    /** How many there are in each state. */
    private record Counts(JobViews.Stats jobs, Map<String, Long> events) {}

    /** What the page shows; {@code flow} is null for who is no administrator. */
    public record Model(
            String base,
            boolean extracts,
            FlowPanel flow,
            Map<String, Long> jobs,
            Map<String, Long> events,
            List<JobRow> running,
            double rate,
            List<Need> needs,
            List<JobRow> done) {

        /** How many there are in the state. */
        public long count(Map<String, Long> counts, String state) {
            return counts.getOrDefault(state, 0L);
        }
    }

    /** Something that somebody has to look at; {@code since} is null for what is so now. */
    public record Need(String id, String state, String what, String why, String link, Instant since) {}
}
