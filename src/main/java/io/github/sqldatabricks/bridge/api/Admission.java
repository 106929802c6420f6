package io.github.sqldatabricks.bridge.api;

import io.github.sqldatabricks.bridge.access.AccessControl;
import io.github.sqldatabricks.bridge.api.security.TokenFilter.Caller;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.DurationRange;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.observe.RequestMetrics;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.Priorities;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.core.CurrentRequestManager;

/**
 * Lets only so many requests in, of one user and in all, and none to a thread before its body is there: a caller that sends slowly, or
 * much, takes nothing from others but their share. Runs on the event loop, after the caller is known. A request that has a thread
 * counts until its work has ended, also when its connection is gone before.
 */
@ApplicationScoped
public class Admission {

    private static final int MOST = 100_000;
    private static final DurationRange BODY = new DurationRange(Duration.ofSeconds(1), Duration.ofHours(1));
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final ApiConfig config;
    private final AccessControl access;
    private final Caller caller;
    private final BodyReading bodies;
    private final RequestMetrics metrics;
    private final AtomicInteger all = new AtomicInteger();
    private final Map<String, Integer> ofUsers = new ConcurrentHashMap<>();

    /** @throws IllegalArgumentException when a setting is out of its range; the start ends then */
    public Admission(
            ApiConfig config, AccessControl access, Caller caller, BodyReading bodies, RequestMetrics metrics) {
        require("bridge.api.max-requests", config.maxRequests());
        require("bridge.api.max-requests-per-user", config.maxRequestsPerUser());
        BODY.require("bridge.api.body-timeout", config.bodyTimeout());
        this.config = config;
        this.access = access;
        this.caller = caller;
        this.bodies = bodies;
        this.metrics = metrics;
    }

    /** Brings the bean to life, so that wrong settings end the start: filters are made before there are any. */
    void onStart(@Observes StartupEvent event) {
        metrics.watch(all::get);
    }

    private static void require(String key, int value) {
        if (value < 1 || value > MOST) {
            throw new IllegalArgumentException(
                    "Expected " + key + " from 1 to " + MOST + ", but it is " + value + ". Correct it.");
        }
    }

    /**
     * Lets the request through, with its body read.
     *
     * @return fails with {@link BridgeException.TooManyAttempts} or {@link BridgeException.Busy} when there is no room, and as {@link
     *     BodyReading#read} does
     */
    @ServerRequestFilter(preMatching = true, priority = Priorities.AUTHENTICATION + 1)
    public Uni<Void> filter(RoutingContext call) {
        Optional<String> user = access.isOpen() ? Optional.empty() : caller.name();
        enter(user);
        CurrentRequestManager.get().registerCompletionCallback(failure -> leave(user));
        return bodies.read(call, config.bodyTimeout());
    }

    private void enter(Optional<String> user) {
        if (all.incrementAndGet() > config.maxRequests()) {
            all.decrementAndGet();
            metrics.refused(RequestMetrics.Refusal.ALL);
            throw new BridgeException.Busy(
                    ErrorCode.TOO_MANY_REQUESTS,
                    "The service has as many requests at once as it takes (bridge.api.max-requests). Nothing was done; try"
                            + " again after the seconds in Retry-After.",
                    RETRY_AFTER);
        }
        if (user.isPresent() && ofUsers.merge(user.get(), 1, Integer::sum) > config.maxRequestsPerUser()) {
            leave(user);
            metrics.refused(RequestMetrics.Refusal.USER);
            throw new BridgeException.TooManyAttempts(
                    ErrorCode.TOO_MANY_REQUESTS_OF_USER,
                    "You have as many requests at once as one user may have (bridge.api.max-requests-per-user). Nothing was"
                            + " done; try again after the seconds in Retry-After.",
                    RETRY_AFTER);
        }
    }

    private void leave(Optional<String> user) {
        all.decrementAndGet();
        user.ifPresent(name -> ofUsers.computeIfPresent(name, (same, count) -> count == 1 ? null : count - 1));
    }
}
