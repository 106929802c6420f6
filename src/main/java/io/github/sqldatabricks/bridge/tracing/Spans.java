package io.github.sqldatabricks.bridge.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;

/**
 * Begins spans below the current one.
 *
 * @param tracer the bridge's
 */
record Spans(Tracer tracer) {

    /** Of a call to another system. */
    Span client(String name) {
        return tracer.spanBuilder(name).setSpanKind(SpanKind.CLIENT).startSpan();
    }

    /** Of work inside of this process. */
    Span internal(String name) {
        return tracer.spanBuilder(name).startSpan();
    }
}
