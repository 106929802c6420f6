package io.github.sqldatabricks.bridge.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.http.Outcome;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;
import org.jboss.logging.Logger;

/**
 * Times the requests to the REST API, and counts those that are under way and those that found no room or came too slowly. The timer
 * stands in place of the framework's own, which makes a series of every method and of every path that anybody sends, tokens or not, and
 * keeps it for ever: here nothing that a caller chooses becomes a label.
 */
@ApplicationScoped
public class RequestMetrics {

    /** Why a request was refused. */
    public enum Refusal {
        /** Its user has too many of them. */
        USER,
        /** There are too many in all. */
        ALL,
        /** Its body did not come in time. */
        SLOW
    }

    /** What nobody has a route for, and what was refused before its route was looked for. */
    static final String NO_ROUTE = "UNKNOWN";

    static final String OTHER_METHOD = "OTHER";

    /** RFC 9110, section 9.3, and RFC 5789. */
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT");

    /** Where Quarkus keeps the path of the resource, such as {@code /jobs/{id}}, for who observes. */
    private static final String RESOURCE = "UrlPathTemplate";

    private static final String BEGUN = RequestMetrics.class.getName();
    private static final String NO_ANSWER = "NONE";
    private static final int FIRST = Integer.MIN_VALUE;

    private static final FailureLog LOG = new FailureLog(Logger.getLogger(RequestMetrics.class));

    private final MeterRegistry registry;
    private final Meter.MeterProvider<Timer> requests;
    private final Map<Refusal, Counter> refused = new EnumMap<>(Refusal.class);

    public RequestMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.requests = Timer.builder(Meters.HTTP_REQUESTS).withRegistry(registry);
        for (Refusal why : Refusal.values()) {
            refused.put(
                    why,
                    Counter.builder(Meters.REQUESTS_REFUSED)
                            .tag(Meters.REASON, why.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
    }

    void install(@Observes Router router) {
        router.route().order(FIRST).handler(this::begin);
    }

    private void begin(RoutingContext call) {
        // A request that is routed again comes here again.
        if (call.get(BEGUN) == null) {
            long begun = System.nanoTime();
            String method = call.request().method().name();
            Context context = Vertx.currentContext();
            call.put(BEGUN, begun);
            call.addEndHandler(end -> requests.withTags(tags(call, method, context, end))
                    .record(Duration.ofNanos(System.nanoTime() - begun)));
        }
        call.next();
    }

    private static Tags tags(RoutingContext call, String method, Context context, AsyncResult<Void> end) {
        int status = call.response().getStatusCode();
        return Tags.of(
                "method",
                METHODS.contains(method) ? method : OTHER_METHOD,
                "uri",
                uri(call, context),
                "status",
                end.succeeded() ? Integer.toString(status) : NO_ANSWER,
                "outcome",
                (end.succeeded() ? Outcome.forStatus(status) : Outcome.UNKNOWN).name());
    }

    private static String uri(RoutingContext call, Context context) {
        String resource = context.getLocal(RESOURCE);
        if (resource != null) {
            return resource;
        }
        Route route = call.currentRoute();
        return route == null || route.getPath() == null || !route.isExactPath() ? NO_ROUTE : route.getPath();
    }

    /** Shows how many requests are under way. */
    public void watch(IntSupplier running) {
        Gauge.builder(Meters.REQUESTS_RUNNING, running::getAsInt).register(registry);
    }

    /** A request was refused. */
    public void refused(Refusal why) {
        refused.get(why).increment();
        if (why == Refusal.ALL) {
            LOG.report(
                    "all", "Requests are refused, because there are too many at once (bridge.api.max-requests)", null);
        }
    }
}
