package io.github.sqldatabricks.bridge.observe;

import io.github.sqldatabricks.bridge.model.JobId;
import java.util.Optional;

/**
 * Port: keeps the trace of each job's request, so that whichever process works on the job goes on with it. Thread-safe,
 * blocking.
 */
public interface TraceOrigins {

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
