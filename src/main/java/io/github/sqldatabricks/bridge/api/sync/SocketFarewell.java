package io.github.sqldatabricks.bridge.api.sync;

import io.github.sqldatabricks.bridge.messaging.sync.EventWatch;
import io.github.sqldatabricks.bridge.work.DrainListener;
import io.quarkus.websockets.next.CloseReason;
import io.quarkus.websockets.next.OpenConnections;
import jakarta.enterprise.context.ApplicationScoped;

/** Ends the open WebSockets when the drain is over, so that their callers connect again at once, to another replica. */
@ApplicationScoped
public class SocketFarewell implements DrainListener {

    /** Going away (RFC 6455, section 7.4.1). */
    private static final CloseReason GOING_AWAY = new CloseReason(1001, "The service stops.");

    private final OpenConnections connections;
    private final EventWatch watch;

    public SocketFarewell(OpenConnections connections, EventWatch watch) {
        this.connections = connections;
        this.watch = watch;
    }

    @Override
    public void drained() {
        watch.look();
        connections.forEach(
                connection -> connection.close(GOING_AWAY).subscribe().with(done -> {}, failure -> {}));
    }
}
