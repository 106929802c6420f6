package io.github.sqldatabricks.bridge.console;

import io.github.sqldatabricks.bridge.api.ConsolePath;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** The first page. */
@Path(ConsolePath.ROOT)
public class HomePage {

    private final Pages pages;

    public HomePage(Pages pages) {
        this.pages = pages;
    }

    /** Leads to the jobs. */
    @GET
    @Produces(MediaType.TEXT_HTML)
    public Response page() {
        return pages.to("/jobs");
    }
}
