package io.github.sqldatabricks.bridge.observe;

import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.model.Lease;
import io.github.sqldatabricks.bridge.sync.SyncEvent;

/** Port: follows jobs and events from their request through all processes that work on them. Thread-safe. */
public interface WorkTraces {

    /** Follows nothing. */
    WorkTraces NONE = new WorkTraces() {
        @Override
        public void submitted(JobId job) {}

        @Override
        public SyncEvent submitted(SyncEvent event) {
            return event;
        }

        @Override
        public Part begin(Lease lease) {
            return code -> {};
        }

        @Override
        public Part begin(SyncEvent event) {
            return code -> {};
        }
    };

    /** The request that is answered now has made the job, which is stored and not published yet. Never throws. */
    void submitted(JobId job);

    /** The request that is answered now asks for the event. Returns the event that knows its trace. */
    SyncEvent submitted(SyncEvent event);

    /** This thread begins to work on a query. */
    Part begin(Lease lease);

    /** This thread begins to work on an event. */
    Part begin(SyncEvent event);

    /** One thread's work, until it is closed by the same thread. */
    @FunctionalInterface
    interface Part extends AutoCloseable {

        /** @param code of docs/errors.md */
        void failed(String code);

        @Override
        default void close() {}
    }
}
