package io.github.sqldatabricks.bridge.api.sync;

import io.quarkus.vertx.http.runtime.filters.QuarkusRequestWrapper;
import io.vertx.core.http.HttpServerRequest;
import java.lang.reflect.Method;
import org.jboss.logging.Logger;

/**
 * The request that a WebSocket began with. Quarkus waits at a stop for requests that are under way, and never hears of the end of one
 * that was upgraded: without this, each process that ever had a WebSocket would take the whole of {@code quarkus.shutdown.timeout}.
 * What ends a request in Quarkus is not public, so that it is called by its name; DrainIT fails when it is not there any more.
 */
final class UpgradedRequest {

    private static final Logger LOG = Logger.getLogger(UpgradedRequest.class);

    private final QuarkusRequestWrapper request;

    private UpgradedRequest(QuarkusRequestWrapper request) {
        this.request = request;
    }

    static UpgradedRequest of(HttpServerRequest request) {
        return new UpgradedRequest(QuarkusRequestWrapper.get(request));
    }

    /** Nobody is to wait for it any more. Only the first call does anything. */
    void end() {
        try {
            Method done = QuarkusRequestWrapper.class.getDeclaredMethod("done");
            done.setAccessible(true);
            done.invoke(request);
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.debugf(e, "A stop will wait for a WebSocket that has ended");
        }
    }
}
