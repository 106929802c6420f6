package io.github.sqldatabricks.bridge.api;

import io.github.sqldatabricks.bridge.model.QuotedInput;
import io.quarkus.arc.Arc;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.core.UriBuilder;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;

/**
 * The path below which all routes are there once more ({@code bridge.api.base-path}). A request below it goes on as one of the
 * path without it, before anything else has looked at it: tokens, limits and the audit trail know the real path only.
 */
@ApplicationScoped
public class BasePath {

    /** After {@link AnswerHeaders}, before whatever decides by the path. */
    private static final int EARLY = Integer.MIN_VALUE + 1;

    private static final Pattern VALID = Pattern.compile("(/[A-Za-z0-9._~-]*[A-Za-z0-9_~-])+");

    private static final String KEY = BasePath.class.getName();

    private final Optional<String> path;
    private final CurrentVertxRequest current;

    /** @throws IllegalStateException when the setting is no path; the start ends then */
    public BasePath(ApiConfig config, CurrentVertxRequest current) {
        this.path = config.basePath();
        this.current = current;
        if (path.isPresent() && !VALID.matcher(path.get()).matches()) {
            throw new IllegalStateException(
                    "Expected bridge.api.base-path (API_BASE_PATH, API_PREFIX) to be a path such as"
                            + " /api/v1, without a slash at its end, but got " + QuotedInput.of(path.get()) + ".");
        }
    }

    void install(@Observes Router router) {
        path.ifPresent(base -> router.route().order(EARLY).handler(call -> enter(call, base)));
    }

    private static void enter(RoutingContext call, String base) {
        String asked = call.normalizedPath();
        if (isBelow(call) || !(asked.equals(base) || asked.startsWith(base + "/"))) {
            call.next();
            return;
        }
        call.put(KEY, base);
        String query = call.request().query();
        String real = asked.equals(base) ? "/" : asked.substring(base.length());
        call.reroute(query == null ? real : real + "?" + query);
    }

    /** Whether the request was made below the base path. */
    public static boolean isBelow(RoutingContext call) {
        return call.get(KEY) != null;
    }

    /** Whether a path, as a caller wrote it, is below the base path. */
    public boolean covers(String asked) {
        return path.filter(base -> asked.startsWith(base + "/")).isPresent();
    }

    /** Whether this thread answers a request that was made below the base path. */
    public boolean isInUse() {
        return request().filter(BasePath::isBelow).isPresent();
    }

    /** The configured path; empty when there is none. */
    public Optional<String> path() {
        return path;
    }

    /** Where something is, for the header {@code Location}: below the base path when it was asked for there. */
    public String location(UriInfo uri, String... segments) {
        UriBuilder location = uri.getBaseUriBuilder();
        request().<String>map(call -> call.get(KEY)).ifPresent(location::path);
        for (String segment : segments) {
            location.path(segment);
        }
        return location.build().getPath();
    }

    private Optional<RoutingContext> request() {
        // Jackson reads for who makes no request, too.
        return Arc.container().requestContext().isActive()
                ? Optional.ofNullable(current.getCurrent())
                : Optional.empty();
    }

    /** Names the base path as a server of the OpenAPI document, which is made when the service is built. */
    @OpenApiFilter(OpenApiFilter.RunStage.RUNTIME_STARTUP)
    public static class ServersFilter implements OASFilter {

        @Override
        public void filterOpenAPI(OpenAPI document) {
            ConfigProvider.getConfig()
                    .getOptionalValue("bridge.api.base-path", String.class)
                    .ifPresent(base -> document.setServers(List.of(
                            OASFactory.createServer().url("/"),
                            OASFactory.createServer()
                                    .url(base)
                                    .description("The same in the forms of the predecessor; see docs/migration.md"))));
        }
    }
}
