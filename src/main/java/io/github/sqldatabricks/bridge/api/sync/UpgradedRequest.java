package io.github.sqldatabricks.bridge.api.sync;

import io.quarkus.vertx.http.runtime.filters.QuarkusRequestWrapper;
import io.vertx.core.http.HttpServerRequest;
import java.lang.reflect.Method;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The request that a WebSocket began with. Quarkus waits at a stop for requests that are under way, and never hears of the end of one
 * that was upgraded: without this, each process that ever had a WebSocket would take the whole of {@code quarkus.shutdown.timeout}.
 * What ends a request in Quarkus is not public, so that it is called by its name; DrainIT fails when it is not there any more.
 */
final class UpgradedRequest {

    private static final Logger LOG = Logger.getLogger(UpgradedRequest.class);

    private final Optional<QuarkusRequestWrapper> request;

    private UpgradedRequest(Optional<QuarkusRequestWrapper> request) {
        this.request = request;
    }

    static UpgradedRequest of(HttpServerRequest request) {
        return new UpgradedRequest(waitedFor(request));
    }

    /** Empty when no stop waits for requests, as in development or without a timeout: then Quarkus leaves them as they are. */
    private static Optional<QuarkusRequestWrapper> waitedFor(HttpServerRequest request) {
        try {
            return Optional.of(QuarkusRequestWrapper.get(request));
        } catch (RuntimeException e) {
            LOG.debugf("No stop waits for the request of a WebSocket: %s", e.getMessage());
            return Optional.empty();
        }
    }

    /** Nobody is to wait for it any more. Only the first call does anything. */
    void end() {
        request.ifPresent(UpgradedRequest::end);
    }

    private static void end(QuarkusRequestWrapper request) {
        try {
            Method done = QuarkusRequestWrapper.class.getDeclaredMethod("done");
            done.setAccessible(true);
            done.invoke(request);
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.debugf(e, "A stop will wait for a WebSocket that has ended");
        }
    }
}
