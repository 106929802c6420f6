package io.github.sqldatabricks.bridge.api.sync;

import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.event.EventStore;
import io.github.sqldatabricks.bridge.event.EventSubmission;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.sync.StoredEvent;
import jakarta.enterprise.context.ApplicationScoped;

/** Which events a principal may see: its own, admins all. */
@ApplicationScoped
class VisibleEvents {

    private final EventStore store;

    VisibleEvents(EventStore store) {
        this.store = store;
    }

    /**
     * The event. One that may not be seen is answered like one that does not exist, so that ids can't be probed.
     *
     * @throws BridgeException.NotFound when there is none that the principal may see
     */
    StoredEvent find(Principal principal, EventId id) {
        return store.find(id).filter(event -> allows(principal, event)).orElseThrow(() -> EventSubmission.unknown(id));
    }

    static boolean allows(Principal principal, StoredEvent event) {
        return principal.admin()
                || event.event()
                        .user()
                        .filter(principal.name()::equalsIgnoreCase)
                        .isPresent();
    }
}
