package io.github.sqldatabricks.bridge.work;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.work.WorkHandler.RunningWork.StopReason;
import io.smallrye.reactive.messaging.providers.locals.LocalContextMetadata;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;

/**
 * The only way into the channel of one kind of work. A message says that there may be something to do, never what: that is
 * decided by claims in the store, so that a lost or doubled message does no harm. Thread-safe.
 */
public final class WorkChannel {

    /** The channel of queries. */
    public static final String QUERIES = "extraction";
    /** The channel of events. */
    public static final String EVENTS = "sync";
    /** The channel of parts of queries that other processes run. */
    public static final String PARTS = "parts";
    /** The threads that run queries; as many as {@code bridge.extraction.concurrency}. */
    public static final String QUERY_POOL = "extraction-pool";
    /** The threads that apply events; as many as {@code bridge.sync.concurrency}. */
    public static final String EVENT_POOL = "sync-pool";

    /** The threads that help other processes; as many as {@code bridge.extraction.readers-per-server}. */
    public static final String PART_POOL = "parts-pool";

    /** Another replica answers at once, a restarted process after seconds. */
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    /** The only message. */
    public enum Trigger {
        LOOK
    }

    private final Emitter<Trigger> emitter;
    private final WorkMessages messages;
    private final int threads;
    private final AtomicInteger waiting = new AtomicInteger();
    private final Cancellation closing = new Cancellation();

    /** @param threads how many do the work; so many waiting messages are enough */
    public WorkChannel(Emitter<Trigger> emitter, WorkMessages messages, int threads) {
        this.emitter = emitter;
        this.messages = messages;
        this.threads = threads;
    }

    /** A thread should look for work. As many messages as there are threads are enough; more are not sent. */
    public void trigger() {
        // Nobody listens while the service starts; the sweep sends again.
        if (isClosed() || !emitter.hasRequests()) {
            return;
        }
        if (waiting.incrementAndGet() <= threads) {
            emitter.send(messages.of(Trigger.LOOK));
        } else {
            waiting.decrementAndGet();
        }
    }

    /** A thread has taken a message. What is stored from now on needs another one. */
    void taken() {
        waiting.decrementAndGet();
    }

    /** How many messages wait for a thread. */
    int waiting() {
        return waiting.get();
    }

    int threads() {
        return threads;
    }

    /** No thread should begin anything any more. */
    public void close() {
        closing.cancel(StopReason.DRAINED.text());
    }

    /** Whether no thread should begin anything any more, because the process stops. */
    public boolean isClosed() {
        return closing.isCancelled();
    }

    /** The error for work that is submitted while the process stops: nothing was accepted. */
    public static BridgeException.Busy refusal() {
        return new BridgeException.Busy(
                ErrorCode.SHUTTING_DOWN, "The bridge is stopping. Try again soon.", RETRY_AFTER);
    }

    /** Runs the action when no thread should begin anything any more. */
    public Cancellation.Registration onClose(Runnable action) {
        return closing.onCancel(action);
    }

    /**
     * Messages whose work has a Vert.x context of its own. The current span and the ids of log lines live in that context:
     * without one of its own, work that a request sends shares the request's with other threads, and work that a duty sends
     * has none, so that spans lose their parents. Thread-safe.
     */
    @ApplicationScoped
    public static class WorkMessages {

        private final ContextInternal root;

        public WorkMessages(Vertx vertx) {
            this.root = ((VertxInternal) vertx).createEventLoopContext();
        }

        /** A message for one of the work's channels. */
        <T> Message<T> of(T payload) {
            return Message.of(payload, Metadata.of(new LocalContextMetadata(root.duplicate())));
        }
    }
}
