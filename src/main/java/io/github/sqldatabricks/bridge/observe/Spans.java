package io.github.sqldatabricks.bridge.observe;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import java.util.function.Supplier;

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

    /** A span on its way. It knows an error by its code alone: a message could hold data. */
    static final class Step implements WorkTraces.Part {

        private final Span span;
        private final Scope scope;

        private Step(Span span, Scope scope) {
            this.span = span;
            this.scope = scope;
        }

        /** A step that this thread does from now on until it closes it; what it begins meanwhile are parts of it. */
        static Step entered(Span span) {
            return new Step(span, span.makeCurrent());
        }

        /** A step beside which the thread does other things; any thread may close it. */
        static Step beside(Span span) {
            return new Step(span, Scope.noop());
        }

        /** Does the whole step. */
        static void run(Span span, Runnable work) {
            try (Step step = entered(span)) {
                step.does(work);
            }
        }

        /** Does a part of the step that has no result. */
        void does(Runnable work) {
            watched(() -> {
                work.run();
                return true;
            });
        }

        /** Does a part of the step. */
        <T> T watched(Supplier<T> work) {
            try {
                return work.get();
            } catch (RuntimeException | Error e) {
                failed(
                        e instanceof BridgeException known
                                ? known.code()
                                : e.getClass().getName());
                throw e;
            }
        }

        void count(AttributeKey<Long> what, long number) {
            span.setAttribute(what, number);
        }

        @Override
        public void failed(String code) {
            span.setStatus(StatusCode.ERROR);
            span.setAttribute(TraceAttributes.ERROR_TYPE, code);
        }

        @Override
        public void close() {
            scope.close();
            span.end();
        }
    }

    /** All attributes of the bridge's spans; the names without {@code bridge.} are OpenTelemetry's semantic conventions. */
    static final class TraceAttributes {

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
}
