package io.github.sqldatabricks.bridge.console;

import io.github.sqldatabricks.bridge.api.ConsolePath;
import io.github.sqldatabricks.bridge.api.replication.ReplicationView;
import io.github.sqldatabricks.bridge.api.replication.ReplicationViews;
import io.github.sqldatabricks.bridge.api.replication.StreamView;
import io.github.sqldatabricks.bridge.console.live.Seldom;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Which tables of SQL Server are kept current in Delta tables, and how far behind they are. */
@Path(ConsolePath.ROOT + "/replications")
@Blocking
public class ReplicationsPage {

    /** The store is asked for each replication's streams. */
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);

    private final Pages pages;
    private final ReplicationViews views;

    public ReplicationsPage(Pages pages, ReplicationViews views) {
        this.pages = pages;
        this.views = views;
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

    private Pages.Content content() {
        String base = pages.base();
        return new Pages.Content(
                "Replications",
                "replications",
                new Seldom<>(
                        BETWEEN_LOOKS,
                        () -> Templates.replications(new Model(base, rows())).render()));
    }

    private List<Row> rows() {
        Map<String, List<StreamView>> ran = views.ran();
        return views.list().stream()
                .map(one -> Row.of(one, one.name() == null ? List.of() : ran.getOrDefault(one.name(), List.of())))
                .toList();
    }

    /** What the page shows. */
    public record Model(String base, List<Row> rows) {}

    /**
     * One file.
     *
     * @param ran streams that have run
     * @param failed how many of them have failed in their last run
     * @param late how many are older than they may be
     * @param lag of the one that is furthest behind, in seconds; null before the first load
     */
    public record Row(ReplicationView replication, int ran, long failed, long late, Long lag) {

        static Row of(ReplicationView replication, List<StreamView> streams) {
            return new Row(
                    replication,
                    streams.size(),
                    count(streams, "failed"),
                    count(streams, "late"),
                    streams.stream()
                            .map(StreamView::lagSeconds)
                            .filter(Objects::nonNull)
                            .max(Long::compare)
                            .orElse(null));
        }

        private static long count(List<StreamView> streams, String trouble) {
            return streams.stream()
                    .filter(stream -> trouble.equals(stream.trouble()))
                    .count();
        }

        /** In one word. */
        public String state() {
            if (replication.problem() != null && replication.name() == null) {
                return "broken";
            }
            return failed > 0 ? "failed" : late > 0 ? "late" : ran > 0 ? "current" : "new";
        }
    }
}
