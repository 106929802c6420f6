package io.github.sqldatabricks.bridge.console;

import io.github.sqldatabricks.bridge.api.ConsolePath;
import io.github.sqldatabricks.bridge.api.audit.AuditQuery;
import io.github.sqldatabricks.bridge.api.audit.AuditResource;
import io.github.sqldatabricks.bridge.api.audit.AuditStateView;
import io.github.sqldatabricks.bridge.api.audit.AuditViews;
import io.smallrye.common.annotation.Blocking;
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
import java.util.Optional;

/** The audit trail, for administrators. Stands still: looking at it is recorded, so that a stream would fill it. */
@Path(ConsolePath.ROOT + "/audit")
@Blocking
public class AuditPage {

    private static final String SIZE = "100";
    private static final List<String> STATES = List.of("started", "success", "denied", "failure");

    private final Pages pages;
    private final AuditViews views;

    public AuditPage(Pages pages, AuditViews views) {
        this.pages = pages;
        this.views = views;
    }

    /** The page. */
    @GET
    @Produces(MediaType.TEXT_HTML)
    public Response page(@Context UriInfo uri) {
        Filters filters = Filters.of(uri);
        AuditResource.Page records = views.list(
                pages.viewer(),
                new AuditQuery(
                        Filters.time(filters.value("from")),
                        Filters.time(filters.value("to")),
                        filters.value("type"),
                        filters.value("user"),
                        filters.value("resource"),
                        filters.value("state"),
                        filters.value("after"),
                        SIZE));
        String base = pages.base();
        Model model = new Model(
                base,
                filters,
                STATES,
                records.records().stream()
                        .map(record -> new Row(record, link(record.resource())))
                        .toList(),
                Optional.ofNullable(records.next()).orElse(""),
                views.state(pages.viewer()));
        return pages.still(
                new Pages.Content("Audit", "audit", () -> Templates.audit(model).render()));
    }

    /** Verifies the chain; the page shows what was found. */
    @POST
    @Path("/verify")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Produces(MediaType.TEXT_HTML)
    public Response verify(String body) {
        views.verify(pages.viewer());
        return pages.to("/audit");
    }

    /** The page of what a record is about; empty when there is none. */
    private static String link(String resource) {
        return resource.startsWith("job:")
                ? "/jobs/" + resource.substring("job:".length())
                : resource.startsWith("event:") ? "/events/" + resource.substring("event:".length()) : "";
    }

    /** What the page shows. */
    public record Model(
            String base, Filters filters, List<String> states, List<Row> rows, String next, AuditStateView state) {}

    /** One record, and where what it is about is shown. */
    public record Row(AuditResource.Page.Entry entry, String link) {}
}
