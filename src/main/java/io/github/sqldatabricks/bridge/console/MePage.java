package io.github.sqldatabricks.bridge.console;

import io.github.sqldatabricks.bridge.access.AccessControl;
import io.github.sqldatabricks.bridge.access.BrowserSessions;
import io.github.sqldatabricks.bridge.access.BrowserSessions.BrowserSession;
import io.github.sqldatabricks.bridge.api.ConsolePath;
import io.github.sqldatabricks.bridge.api.WhoAmIResource.WhoAmI;
import io.github.sqldatabricks.bridge.console.login.Visit;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Who one is, what one may do, and where one is logged in. */
@Path(ConsolePath.ROOT + "/me")
@Produces(MediaType.TEXT_HTML)
@Blocking
public class MePage {

    private final Pages pages;
    private final AccessControl access;
    private final BrowserSessions sessions;
    private final Visit visit;

    public MePage(Pages pages, AccessControl access, BrowserSessions sessions, Visit visit) {
        this.pages = pages;
        this.access = access;
        this.sessions = sessions;
        this.visit = visit;
    }

    /** The page. */
    @GET
    public Response page() {
        Model model = new Model(
                pages.base(),
                WhoAmI.of(pages.viewer(), access.login(pages.viewer())),
                visit.session().map(this::rows).orElse(List.of()));
        return pages.still(
                new Pages.Content("Me", "me", () -> Templates.me(model).render()));
    }

    /** Ends one of the viewer's own sessions. */
    @POST
    @Path("/sessions/end")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response end(String body) {
        Optional<String> wanted = Form.of(body).text("session");
        visit.session().map(sessions::of).orElse(List.of()).stream()
                .filter(session -> wanted.filter(session.shortId()::equals).isPresent())
                .forEach(sessions::end);
        return pages.to("/me");
    }

    private List<SessionRow> rows(BrowserSession present) {
        return sessions.of(present).stream()
                .map(session -> new SessionRow(
                        session.shortId(),
                        session.openedAt(),
                        session.usedAt(),
                        session.endsAt(),
                        session.shortId().equals(present.shortId())))
                .toList();
    }

    /** What the page shows. */
    public record Model(String base, WhoAmI who, List<SessionRow> sessions) {}

    /** One session. */
    public record SessionRow(String id, Instant opened, Instant used, Instant ends, boolean present) {}
}
