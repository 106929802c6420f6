package io.github.sqldatabricks.bridge.work;

import io.smallrye.reactive.messaging.providers.locals.LocalContextMetadata;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;

/**
 * Messages whose work has a Vert.x context of its own. The current span and the ids of log lines live in that context:
 * without one of its own, work that a request sends shares the request's with other threads, and work that a duty sends
 * has none, so that spans lose their parents. Thread-safe.
 */
@ApplicationScoped
public class WorkMessages {

    private final ContextInternal root;

    public WorkMessages(Vertx vertx) {
        this.root = ((VertxInternal) vertx).createEventLoopContext();
    }

    /** A message for one of the work's channels. */
    <T> Message<T> of(T payload) {
        return Message.of(payload, Metadata.of(new LocalContextMetadata(root.duplicate())));
    }
}
