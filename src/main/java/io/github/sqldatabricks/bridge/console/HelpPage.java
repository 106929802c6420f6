package io.github.sqldatabricks.bridge.console;

import io.github.sqldatabricks.bridge.api.ConsolePath;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.List;

/** Keys, and what each error means and what to do, of this version and without a network. */
@Path(ConsolePath.ROOT + "/help")
@Produces(MediaType.TEXT_HTML)
public class HelpPage {

    private static final List<Error> ERRORS = Arrays.stream(ErrorCode.values())
            .map(error -> new Error(error.text(), error.meaning(), error.advice()))
            .toList();

    private final Pages pages;

    public HelpPage(Pages pages) {
        this.pages = pages;
    }

    /** All of it. */
    @GET
    public Response page() {
        return show("Help", ERRORS);
    }

    /** One error. */
    @GET
    @Path("/errors/{code}")
    public Response error(@PathParam("code") String code) {
        List<Error> found =
                ERRORS.stream().filter(error -> error.code().equals(code)).toList();
        if (found.isEmpty()) {
            throw new NotFoundException();
        }
        return show(code, found);
    }

    private Response show(String title, List<Error> errors) {
        Model model = new Model(pages.base(), errors, errors.size() == 1);
        return pages.still(
                new Pages.Content(title, "help", () -> Templates.help(model).render()));
    }

    /** What the page shows. */
    public record Model(String base, List<Error> errors, boolean one) {}

    /** One error. */
    public record Error(String code, String meaning, String advice) {}
}
