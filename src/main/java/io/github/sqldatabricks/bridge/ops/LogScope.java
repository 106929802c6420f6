package io.github.sqldatabricks.bridge.ops;

import io.github.sqldatabricks.bridge.job.Lease;
import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.model.JobId;
import java.util.HashMap;
import java.util.Map;
import org.jboss.logging.MDC;

/** Adds ids to all log lines that this thread writes until it is closed; then the earlier ones are back. */
public final class LogScope implements AutoCloseable {

    private final Map<String, Object> earlier = new HashMap<>();

    private LogScope(Map<String, String> ids) {
        ids.forEach((key, value) -> {
            earlier.put(key, MDC.get(key));
            MDC.put(key, value);
        });
    }

    /** Work on a query. */
    public static LogScope of(Lease lease) {
        return new LogScope(Map.of(
                LogKeys.JOB_ID, lease.job().value(),
                LogKeys.QUERY, lease.query().value()));
    }

    /** Work on a job as a whole. */
    public static LogScope of(JobId job) {
        return new LogScope(Map.of(LogKeys.JOB_ID, job.value()));
    }

    /** Work on an event. */
    public static LogScope of(EventId event) {
        return new LogScope(Map.of(LogKeys.EVENT_ID, event.value()));
    }

    @Override
    public void close() {
        earlier.forEach((key, value) -> {
            if (value == null) {
                MDC.remove(key);
            } else {
                MDC.put(key, value);
            }
        });
    }
}
