package io.github.sqldatabricks.bridge.messaging.sync;

import io.github.sqldatabricks.bridge.job.Job;
import io.github.sqldatabricks.bridge.model.EventId;

/** Port: tells the other processes of work that was stored just now. Thread-safe, does not block, never fails. */
public interface Announcements {

    /** Nobody is told. */
    Announcements NONE = new Announcements() {
        @Override
        public void accepted(Job job) {
            // Nobody is there.
        }

        @Override
        public void accepted(EventId event) {
            // Nobody is there.
        }
    };

    /** The queries of a job wait. */
    void accepted(Job job);

    /** An event waits. */
    void accepted(EventId event);
}
