package io.github.sqldatabricks.bridge.ops;

/** The keys of what each log line says beside its message; in JSON they stand in the object {@code mdc}. */
public final class LogKeys {

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

    private LogKeys() {}
}
