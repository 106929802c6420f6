package io.github.sqldatabricks.bridge.audit;

import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.model.JobId;

/** How {@link AuditEvent#resource} names what has an id, so that all records about it are found by one text. */
public final class AuditResources {

    private AuditResources() {}

    /** {@code job:<id>}. */
    public static String of(JobId job) {
        return "job:" + job.value();
    }

    /** {@code event:<id>}. */
    public static String of(EventId event) {
        return "event:" + event.value();
    }
}
