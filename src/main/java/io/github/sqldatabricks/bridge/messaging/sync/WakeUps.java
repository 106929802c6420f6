package io.github.sqldatabricks.bridge.messaging.sync;

import io.github.sqldatabricks.bridge.messaging.WorkMessages;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.sync.SyncConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/**
 * The only way into the channel. A message says that there may be something to do, never what: that is decided by claims
 * in the store, so that a lost or doubled message does no harm. Thread-safe.
 */
@ApplicationScoped
public class WakeUps {

    /** The channel. */
    static final String CHANNEL = "sync";

    /** The threads that apply events; as many as {@code bridge.sync.concurrency}. */
    static final String POOL = "sync-pool";

    private final Emitter<WakeUp> emitter;
    private final WorkMessages messages;
    private final int enough;
    private final AtomicInteger waiting = new AtomicInteger();
    private final Cancellation closing = new Cancellation();

    public WakeUps(
            @Channel(CHANNEL) @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER) Emitter<WakeUp> emitter,
            WorkMessages messages,
            SyncConfig config) {
        this.emitter = emitter;
        this.messages = messages;
        this.enough = config.concurrency();
    }

    /** Somebody should look for work. As many messages as there are threads are enough; more are not sent. */
    public void send() {
        // Nobody listens while the service starts; the sweep sends again.
        if (isClosed() || !emitter.hasRequests()) {
            return;
        }
        if (waiting.incrementAndGet() <= enough) {
            emitter.send(messages.of(WakeUp.INSTANCE));
        } else {
            waiting.decrementAndGet();
        }
    }

    /** A thread has taken a message. What is stored from now on needs another one. */
    void taken() {
        waiting.decrementAndGet();
    }

    /** No thread should begin anything any more. */
    void close() {
        closing.cancel("The process is stopping.");
    }

    boolean isClosed() {
        return closing.isCancelled();
    }

    /** Runs the action when no thread should begin anything any more. */
    Cancellation.Registration onClose(Runnable action) {
        return closing.onCancel(action);
    }
}
