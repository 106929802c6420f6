package io.github.sqldatabricks.bridge.testing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Message;

/** Keeps what is sent; nobody consumes it. */
public final class RecordingEmitter<T> implements Emitter<T> {

    private final List<T> sent = Collections.synchronizedList(new ArrayList<>());

    /** What was sent so far, in order. */
    public List<T> sent() {
        return List.copyOf(sent);
    }

    @Override
    public CompletionStage<Void> send(T payload) {
        throw new UnsupportedOperationException("messages with a context of their own only");
    }

    @Override
    public <M extends Message<? extends T>> void send(M message) {
        sent.add(message.getPayload());
    }

    @Override
    public void complete() {
        throw new UnsupportedOperationException("the channel never ends");
    }

    @Override
    public void error(Exception error) {
        throw new UnsupportedOperationException("the channel never fails");
    }

    @Override
    public boolean isCancelled() {
        return false;
    }

    @Override
    public boolean hasRequests() {
        return true;
    }
}
