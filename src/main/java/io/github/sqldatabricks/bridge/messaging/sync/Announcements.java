package io.github.sqldatabricks.bridge.messaging.sync;

import io.github.sqldatabricks.bridge.model.EventId;

/** Port: tells the other processes of an event that was stored just now. Thread-safe, does not block, never fails. */
public interface Announcements {

    /** An event waits. */
    void accepted(EventId event);
}
