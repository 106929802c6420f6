package io.github.sqldatabricks.bridge.observe;

import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.model.Lease;
import java.util.HashMap;
import java.util.Map;
import org.jboss.logging.MDC;

/**
 * Adds ids to all log lines that this thread writes until it is closed; then the earlier ones are back. In JSON lines the keys stand
 * in the object {@code mdc}.
 */
public final class LogScope implements AutoCloseable {

    /** The job that is worked on. */
    public static final String JOB_ID = "job_id";

    /** The query of the job. */
    public static final String QUERY = "query";

    /** The event that is worked on. */
    public static final String EVENT_ID = "event_id";

    /** The HTTP request; the same as in the header {@code X-Request-Id}. */
    public static final String REQUEST_ID = "request_id";

    /** The trace, 32 hexadecimal digits; the name is Quarkus'. Only with tracing. */
    public static final String TRACE_ID = "traceId";

    /** The span, 16 hexadecimal digits; the name is Quarkus'. Only with tracing. */
    public static final String SPAN_ID = "spanId";

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
                JOB_ID, lease.job().value(),
                QUERY, lease.query().value()));
    }

    /** Work on a job as a whole. */
    public static LogScope of(JobId job) {
        return new LogScope(Map.of(JOB_ID, job.value()));
    }

    /** Work on an event. */
    public static LogScope of(EventId event) {
        return new LogScope(Map.of(EVENT_ID, event.value()));
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

    /** The part, for any thread, with the ids that the calling thread has now. */
    public static Runnable carried(Runnable part) {
        Map<String, Object> ids = Map.copyOf(MDC.getMap());
        return () -> run(part, ids);
    }

    private static void run(Runnable part, Map<String, Object> ids) {
        // A thread inherits the ids of the thread that made it; they must not show up in other work.
        Map<String, Object> own = Map.copyOf(MDC.getMap());
        replace(ids);
        try {
            part.run();
        } finally {
            replace(own);
        }
    }

    private static void replace(Map<String, Object> ids) {
        MDC.clear();
        ids.forEach(MDC::put);
    }
}
