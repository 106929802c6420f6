package io.github.sqldatabricks.bridge.wiring;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.sync.EventInbox;
import io.github.sqldatabricks.bridge.sync.EventReport;
import io.github.sqldatabricks.bridge.sync.EventRights;
import io.github.sqldatabricks.bridge.sync.SourceRows;
import io.github.sqldatabricks.bridge.sync.SyncService;
import io.github.sqldatabricks.bridge.sync.TargetDatabase;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;

/** Event sync: the service and its ports. */
@Singleton
public class SyncWiring {

    @Produces
    @Singleton
    SyncService service(SourceRows source, TargetDatabase target, EventRights rights) {
        return new SyncService(source, target, rights);
    }

    // The adapters land next; until then nothing can be applied.

    @Produces
    @Singleton
    SourceRows source() {
        return (table, columns, cancellation) -> {
            throw unconnected();
        };
    }

    @Produces
    @Singleton
    EventInbox inbox() {
        return new EventInbox() {
            @Override
            public PendingRows pending(int limit) {
                throw unconnected();
            }

            @Override
            public void report(List<EventReport> reports) {
                throw unconnected();
            }
        };
    }

    private static BridgeException unconnected() {
        return new BridgeException.RemotePermanent("internal-error", "Event sync is not connected in this build.");
    }
}
