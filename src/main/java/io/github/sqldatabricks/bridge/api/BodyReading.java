package io.github.sqldatabricks.bridge.api;

import io.github.sqldatabricks.bridge.observe.RequestMetrics;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Reads whole bodies on the event loop, within a time and a size, so that no thread waits for what a caller has not sent yet.
 * RESTEasy would read them on the threads that do the work.
 */
@ApplicationScoped
public class BodyReading {

    private final long maxBytes;
    private final RequestMetrics metrics;

    public BodyReading(
            @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize max, RequestMetrics metrics) {
        this.maxBytes = max.asLongValue();
        this.metrics = metrics;
    }

    /**
     * Reads the body and leaves it where RESTEasy finds it.
     *
     * @param atMost how long it may take
     * @return fails with 408 or 413 when it takes longer or is too large, after which the connection is closed, and with {@link
     *     IOException} when it breaks off
     */
    Uni<Void> read(RoutingContext call, Duration atMost) {
        return call.request().isEnded()
                ? Uni.createFrom().voidItem()
                : Uni.createFrom().emitter(reader -> new Reading(call, reader).begin(atMost));
    }

    /** One body. All of it happens on the request's event loop. */
    private final class Reading {
        private final RoutingContext call;
        private final HttpServerRequest request;
        private final UniEmitter<? super Void> reader;
        private final Buffer body = Buffer.buffer();
        private long timer;

        Reading(RoutingContext call, UniEmitter<? super Void> reader) {
            this.call = call;
            this.request = call.request();
            this.reader = reader;
        }

        void begin(Duration atMost) {
            timer = call.vertx().setTimer(atMost.toMillis(), late -> tooSlow());
            request.handler(this::take)
                    .endHandler(end -> done())
                    .exceptionHandler(broken -> fail(new IOException("the body broke off", broken)));
            if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
                call.response().writeContinue();
            }
            request.resume();
        }

        private void take(Buffer part) {
            if (body.length() + part.length() > maxBytes) {
                refuse(Response.Status.REQUEST_ENTITY_TOO_LARGE);
            } else {
                body.appendBuffer(part);
            }
        }

        private void done() {
            call.vertx().cancelTimer(timer);
            ((RoutingContextInternal) call).setBody(body);
            reader.complete(null);
        }

        private void tooSlow() {
            metrics.refused(RequestMetrics.Refusal.SLOW);
            refuse(Response.Status.REQUEST_TIMEOUT);
        }

        /** What the caller still sends is not read, so the connection can't be used again. HTTP/2 has a stream for each request. */
        private void refuse(Response.Status status) {
            request.pause();
            if (request.version() != HttpVersion.HTTP_2) {
                call.response().putHeader("Connection", "close");
            }
            fail(new WebApplicationException(status));
        }

        private void fail(Throwable why) {
            call.vertx().cancelTimer(timer);
            request.handler(null).endHandler(null).exceptionHandler(null);
            reader.fail(why);
        }
    }
}
