package io.github.sqldatabricks.bridge.console;

import io.github.sqldatabricks.bridge.api.ConsolePath;
import io.github.sqldatabricks.bridge.api.service.ServiceSettings.Setting;
import io.github.sqldatabricks.bridge.api.service.ServiceViews;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Optional;

/** What the service was started with, for administrators. Stands still, as settings do. */
@Path(ConsolePath.ROOT + "/settings")
@Produces(MediaType.TEXT_HTML)
@Blocking
public class SettingsPage {

    private final Pages pages;
    private final ServiceViews views;

    public SettingsPage(Pages pages, ServiceViews views) {
        this.pages = pages;
        this.views = views;
    }

    /** The page; the address says which settings. */
    @GET
    public Response page(@Context UriInfo uri) {
        Filters filters = Filters.of(uri);
        String name = Optional.ofNullable(filters.value("name")).orElse("");
        boolean set = filters.has("only", "set");
        List<Setting> settings = views.settings(pages.viewer()).stream()
                .filter(one -> one.name().contains(name) && (!set || one.ordinal() != null))
                .toList();
        Model model = new Model(pages.base(), filters, settings);
        return pages.still(new Pages.Content(
                "Settings", "settings", () -> Templates.settings(model).render()));
    }

    /** What the page shows. */
    public record Model(String base, Filters filters, List<Setting> settings) {}
}
