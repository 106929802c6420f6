package io.github.sqldatabricks.bridge.work;

import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.model.QueryName;

/** Port: tells the other processes of work that was stored just now. Thread-safe, does not block, never fails. */
public interface Notifier {

    /** Nobody is told. */
    Notifier NONE = new Notifier() {
        @Override
        public void queryWaits(JobId job, QueryName query) {
            // Nobody is there.
        }

        @Override
        public void eventWaits(EventId event) {
            // Nobody is there.
        }
    };

    /** A query of a job waits. */
    void queryWaits(JobId job, QueryName query);

    /** An event waits. */
    void eventWaits(EventId event);
}
