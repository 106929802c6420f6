package io.github.sqldatabricks.bridge.api;

import io.github.sqldatabricks.bridge.job.IdempotencyKey;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.QuotedInput;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * The operations with their query parameters: what the OpenAPI document says, and the hidden ones. Tells the methods of a path where
 * another was asked for (RFC 9110, section 15.5.6), and refuses query parameters that are doubled or that an operation does not
 * have, which would be ignored without a word; and idempotency keys that are none.
 */
public class Routes {

    private static final List<Route> ALL = List.of(
            new Route(HttpMethod.GET, "/"),
            new Route(HttpMethod.GET, "/whoami"),
            new Route(HttpMethod.GET, "/countries"),
            new Route(HttpMethod.GET, "/queries", "country", "queries_path"),
            new Route(HttpMethod.GET, "/parameters", "country", "config_path", "queries_path"),
            new Route(HttpMethod.POST, "/extract", "dry_run", "describe"),
            new Route(
                    HttpMethod.GET,
                    "/jobs",
                    "status_filter",
                    "country",
                    "owner",
                    "query",
                    "from",
                    "to",
                    "after",
                    "limit",
                    "offset"),
            new Route(HttpMethod.GET, "/jobs/stats"),
            new Route(HttpMethod.GET, "/jobs/live"),
            new Route(HttpMethod.GET, "/jobs/{id}"),
            new Route(HttpMethod.DELETE, "/jobs/{id}"),
            new Route(HttpMethod.GET, "/jobs/{id}/samples", "query"),
            new Route(HttpMethod.GET, "/jobs/{id}/queries/{query}/manifest"),
            new Route(HttpMethod.POST, "/jobs/{id}/retry"),
            new Route(HttpMethod.POST, "/sync", "process_immediately", "dry_run"),
            new Route(HttpMethod.POST, "/sync/events", "process_immediately", "dry_run"),
            new Route(
                    HttpMethod.GET,
                    "/sync/events",
                    "status_filter",
                    "operation_filter",
                    "target",
                    "source",
                    "user",
                    "error_code",
                    "from",
                    "to",
                    "after",
                    "limit",
                    "offset"),
            new Route(HttpMethod.GET, "/sync/events/{id}/history"),
            new Route(HttpMethod.POST, "/sync/events/{id}/dry-run"),
            new Route(HttpMethod.POST, "/sync/events/retry"),
            new Route(HttpMethod.GET, "/sync/targets"),
            new Route(HttpMethod.GET, "/sync/events/{id}"),
            new Route(HttpMethod.DELETE, "/sync/events/{id}"),
            new Route(HttpMethod.POST, "/sync/events/{id}/retry"),
            new Route(
                    HttpMethod.POST, "/sync/events/recover-stuck-processing", "older_than_minutes", "limit", "dry_run"),
            new Route(HttpMethod.GET, "/sync/stats"),
            new Route(HttpMethod.GET, "/sync/poller/status"),
            new Route(HttpMethod.POST, "/sync/poller/trigger"),
            new Route(HttpMethod.GET, "/replications"),
            new Route(HttpMethod.GET, "/replications/{id}"),
            new Route(HttpMethod.GET, "/replications/{id}/plan", "stream"),
            new Route(HttpMethod.POST, "/replications/{id}/runs", "dry_run"),
            new Route(HttpMethod.GET, "/replications/{id}/streams"),
            new Route(HttpMethod.DELETE, "/replications/{id}/streams/{stream}"),
            new Route(HttpMethod.GET, "/replications/{id}/streams/{stream}/state"),
            new Route(HttpMethod.PUT, "/replications/{id}/streams/{stream}/state"),
            new Route(HttpMethod.DELETE, "/replications/{id}/streams/{stream}/state"),
            new Route(HttpMethod.POST, "/replications/{id}/pause"),
            new Route(HttpMethod.POST, "/replications/{id}/resume"),
            new Route(HttpMethod.POST, "/replications/{id}/streams/{stream}/reset"),
            new Route(HttpMethod.POST, "/replications/{id}/streams/{stream}/approve", "load"),
            new Route(HttpMethod.GET, "/audit", "from", "to", "type", "user", "resource", "status", "after", "limit"),
            new Route(HttpMethod.GET, "/audit/state"),
            new Route(HttpMethod.POST, "/audit/verify"),
            new Route(HttpMethod.GET, "/settings"),
            new Route(HttpMethod.GET, "/flow", "window"),
            new Route(HttpMethod.GET, "/replicas"),
            new Route(HttpMethod.POST, "/sandbox/databricks"),
            new Route(HttpMethod.POST, "/sandbox/sqlserver"));

    private final BasePath base;

    public Routes(BasePath base) {
        this.base = base;
    }

    /**
     * Below the base path, unknown parameters are ignored as the predecessor ignored them, and empty ones count as left out.
     *
     * @throws BridgeException.InvalidRequest when a parameter comes twice or without a value, or the operation has none of that
     *     name
     */
    @ServerRequestFilter
    public void requireKnown(ContainerRequestContext request) {
        Map<String, List<String>> given = request.getUriInfo().getQueryParameters();
        if (given.isEmpty() || ConsolePath.covers(path(request))) {
            return;
        }
        given.forEach((name, values) -> {
            if (values.size() > 1) {
                throw new BridgeException.InvalidRequest(
                        ErrorCode.DOUBLED_QUERY_PARAMETER,
                        "Expected one query parameter " + QuotedInput.of(name) + ", but got " + values.size() + ".");
            }
        });
        if (base.isInUse()) {
            return;
        }
        route(request.getMethod(), path(request)).ifPresent(route -> route.requireKnown(given.keySet()));
        given.forEach((name, values) -> {
            if (values.get(0).isEmpty()) {
                throw new BridgeException.InvalidRequest(
                        ErrorCode.INVALID_FIELD,
                        "Expected a value of the query parameter " + QuotedInput.of(name) + ".");
            }
        });
    }

    /**
     * A header without a value would reach the operation as if it had not been sent.
     *
     * @throws BridgeException.InvalidRequest when there are several idempotency keys, or one that is none
     */
    @ServerRequestFilter
    public void requireKey(ContainerRequestContext request) {
        List<String> keys = request.getHeaders().getOrDefault(IdempotencyKey.HEADER, List.of());
        if (keys.size() > 1) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.INVALID_IDEMPOTENCY_KEY,
                    "Expected one header " + IdempotencyKey.HEADER + ", but got " + keys.size() + ".");
        }
        keys.forEach(IdempotencyKey::new);
    }

    /** Which methods the path has. */
    @ServerResponseFilter
    public void allow(ContainerRequestContext request, ContainerResponseContext response) {
        boolean asked = request.getMethod().equals(HttpMethod.OPTIONS)
                && response.getStatus() == Response.Status.OK.getStatusCode();
        if (asked || response.getStatus() == Response.Status.METHOD_NOT_ALLOWED.getStatusCode()) {
            Set<String> methods = methods(path(request));
            if (!methods.isEmpty()) {
                response.getHeaders().putSingle(HttpHeaders.ALLOW, String.join(", ", methods));
            }
        }
    }

    private static String path(ContainerRequestContext request) {
        String path = request.getUriInfo().getPath();
        return path.startsWith("/") ? path : "/" + path;
    }

    private static Optional<Route> route(String method, String path) {
        String wanted = method.equals(HttpMethod.HEAD) ? HttpMethod.GET : method;
        // A literal path comes before one with an id.
        return at(path).filter(route -> route.method.equals(wanted))
                .min((one, other) -> Boolean.compare(one.hasId(), other.hasId()));
    }

    private static Set<String> methods(String path) {
        boolean literal = at(path).anyMatch(route -> !route.hasId());
        Set<String> methods = new TreeSet<>(at(path).filter(route -> !literal || !route.hasId())
                .map(Route::method)
                .toList());
        if (methods.contains(HttpMethod.GET)) {
            methods.add(HttpMethod.HEAD);
        }
        if (!methods.isEmpty()) {
            methods.add(HttpMethod.OPTIONS);
        }
        return methods;
    }

    private static Stream<Route> at(String path) {
        return ALL.stream().filter(route -> route.pattern.matcher(path).matches());
    }

    private record Route(String method, String template, Pattern pattern, Set<String> parameters) {

        Route(String method, String template, String... parameters) {
            this(
                    method,
                    template,
                    Pattern.compile(template.replaceAll("\\{[a-z]+}", "[^/]+") + "/?"),
                    Set.of(parameters));
        }

        boolean hasId() {
            return template.contains("{");
        }

        void requireKnown(Set<String> given) {
            for (String name : given) {
                if (!parameters.contains(name)) {
                    throw new BridgeException.InvalidRequest(
                            ErrorCode.UNKNOWN_QUERY_PARAMETER,
                            "There is no query parameter " + QuotedInput.of(name) + ". "
                                    + (parameters.isEmpty()
                                            ? "This operation has none."
                                            : "Known are " + String.join(", ", new TreeSet<>(parameters)) + "."));
                }
            }
        }
    }
}
