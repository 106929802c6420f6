package io.github.sqldatabricks.bridge.tracing;

import io.opentelemetry.api.common.AttributeKey;

/** All attributes of the bridge's spans; the names without {@code bridge.} are OpenTelemetry's semantic conventions. */
final class TraceAttributes {

    static final AttributeKey<String> JOB_ID = AttributeKey.stringKey("bridge.job_id");
    static final AttributeKey<String> QUERY = AttributeKey.stringKey("bridge.query");
    static final AttributeKey<String> EVENT_ID = AttributeKey.stringKey("bridge.event_id");
    static final AttributeKey<String> OPERATION = AttributeKey.stringKey("bridge.operation");
    static final AttributeKey<Long> ROWS = AttributeKey.longKey("bridge.rows");
    static final AttributeKey<Long> BYTES = AttributeKey.longKey("bridge.bytes");

    /** A code of docs/errors.md, or the class of an unexpected error. */
    static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");

    private TraceAttributes() {}
}
