package io.github.sqldatabricks.bridge.observe;

import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.model.Lease;
import io.github.sqldatabricks.bridge.sync.SyncEvent;
import java.util.Optional;

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

    /**
     * Port: keeps the trace of each job's request, so that whichever process works on the job goes on with it. Thread-safe,
     * blocking.
     */
    interface TraceOrigins {

        /**
         * Keeps it beside the job; without such a job, nothing.
         *
         * @param traceparent see <a href="https://www.w3.org/TR/trace-context/#traceparent-header">W3C Trace Context</a>
         * @throws io.github.sqldatabricks.bridge.model.BridgeException when the store can't be used
         */
        void keep(JobId job, String traceparent);

        /**
         * What was kept; empty when nothing was.
         *
         * @throws io.github.sqldatabricks.bridge.model.BridgeException when the store can't be used
         */
        Optional<String> find(JobId job);
    }
}
