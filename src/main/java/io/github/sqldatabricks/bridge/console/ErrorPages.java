package io.github.sqldatabricks.bridge.console;

import io.github.sqldatabricks.bridge.api.ConsolePath;
import io.github.sqldatabricks.bridge.api.Problem;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Shows a {@link Problem} as a page where a browser asked for one, below the console's path only. */
public class ErrorPages {

    private final ConsoleConfig config;
    private final Pages pages;

    public ErrorPages(ConsoleConfig config, Pages pages) {
        this.config = config;
        this.pages = pages;
    }

    /** Replaces the body, and nothing else of the answer. */
    @ServerResponseFilter(priority = Priorities.ENTITY_CODER)
    public void show(ContainerRequestContext request, ContainerResponseContext response) {
        if (!config.enabled()
                || !ConsolePath.covers(request.getUriInfo().getPath())
                || !(response.getEntity() instanceof Problem problem)
                || !wantsPage(request)) {
            return;
        }
        Shown shown = Shown.of(problem);
        Response page = pages.answer(
                problem.status(),
                new Pages.Content(
                        shown.heading(),
                        "",
                        () -> Templates.error(pages.base(), shown).render()),
                false);
        response.setEntity(page.getEntity(), null, page.getMediaType());
        page.getHeaders().forEach((name, values) -> response.getHeaders().put(name, values));
    }

    private static boolean wantsPage(ContainerRequestContext request) {
        return Optional.ofNullable(request.getHeaderString(HttpHeaders.ACCEPT))
                .filter(accept -> accept.contains(MediaType.TEXT_HTML))
                .isPresent();
    }

    /** An error in words for a page. */
    public record Shown(String heading, String detail, String code, String instance, boolean retryable) {

        private static final int NOT_FOUND = 404;

        static Shown of(Problem problem) {
            String heading = problem.status() == NOT_FOUND ? "Not here, or somebody else's" : problem.title();
            return new Shown(heading, problem.detail(), problem.code(), problem.instance(), problem.retryable());
        }
    }
}
