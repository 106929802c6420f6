package io.github.sqldatabricks.bridge.ops;

import java.util.Map;
import org.jboss.logging.MDC;

/** Takes the ids of log lines along to other threads. */
public final class LogContext {

    private LogContext() {}

    /** The part, for any thread, with the ids that the calling thread has now. */
    public static Runnable carried(Runnable part) {
        Map<String, Object> ids = Map.copyOf(MDC.getMap());
        return () -> run(part, ids);
    }

    private static void run(Runnable part, Map<String, Object> ids) {
        // A thread inherits the ids of whoever made it; they must not show up in other work.
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
