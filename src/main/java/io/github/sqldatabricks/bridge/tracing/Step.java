package io.github.sqldatabricks.bridge.tracing;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.ops.WorkTraces;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Scope;
import java.util.function.Supplier;

/** A span on its way. It knows an error by its code alone: a message could hold data. */
final class Step implements WorkTraces.Part {

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
