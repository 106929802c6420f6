package io.github.sqldatabricks.bridge.it;

import io.github.sqldatabricks.bridge.testing.RawHttp;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** TLS handshakes with a service, one after another all the time. */
final class Handshakes implements AutoCloseable {

    private static final int CLIENTS = 2;
    private static final long PAUSE_MILLIS = 50;

    private final URI service;
    private final CopyOnWriteArrayList<String> peers = new CopyOnWriteArrayList<>();
    private final List<Exception> failures = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService clients = Executors.newScheduledThreadPool(CLIENTS);

    private Handshakes(URI service) {
        this.service = service;
    }

    static Handshakes with(URI service) {
        Handshakes handshakes = new Handshakes(service);
        for (int i = 0; i < CLIENTS; i++) {
            handshakes.clients.scheduleWithFixedDelay(handshakes::shake, 0, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        }
        return handshakes;
    }

    private void shake() {
        try {
            peers.addIfAbsent(RawHttp.peer(service));
        } catch (Exception e) {
            failures.add(e);
        }
    }

    /** Whose certificates the service has shown, each once, in order. */
    List<String> peers() {
        return List.copyOf(peers);
    }

    List<Exception> failures() {
        return List.copyOf(failures);
    }

    @Override
    public void close() {
        clients.shutdownNow();
    }
}
