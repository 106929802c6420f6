package io.github.sqldatabricks.bridge.messaging.sync;

import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.sync.Claim;
import io.github.sqldatabricks.bridge.sync.SyncEvent;
import io.github.sqldatabricks.bridge.work.RunningWork;

/** An event that a thread of this process applies. Thread-safe. */
public final class RunningEvent extends RunningWork<Claim> {

    public RunningEvent(Claim claim) {
        super(claim);
    }

    SyncEvent event() {
        return claim().event();
    }

    EventId id() {
        return event().id();
    }
}
