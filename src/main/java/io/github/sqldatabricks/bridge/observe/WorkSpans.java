package io.github.sqldatabricks.bridge.observe;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.model.Lease;
import io.github.sqldatabricks.bridge.model.WorkContext;
import io.github.sqldatabricks.bridge.observe.Spans.Step;
import io.github.sqldatabricks.bridge.observe.Spans.TraceAttributes;
import io.github.sqldatabricks.bridge.observe.WorkTraces.TraceOrigins;
import io.github.sqldatabricks.bridge.sync.SyncEvent;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Spans of queries and events. Their parent is the request's span, which is kept in the store: the channel may be in
 * memory or not, and the process that does the work may be another one than the one that was asked.
 */
@ApplicationScoped
public class WorkSpans implements WorkTraces, WorkContext {

    private static final Logger LOG = Logger.getLogger(WorkSpans.class);

    private final Tracer tracer;
    private final TraceOrigins origins;
    private final boolean disabled;

    public WorkSpans(
            Tracer tracer,
            TraceOrigins origins,
            @ConfigProperty(name = "quarkus.otel.sdk.disabled", defaultValue = "false") boolean disabled) {
        this.tracer = tracer;
        this.origins = origins;
        this.disabled = disabled;
    }

    /** Takes the ids of log lines along, too. */
    @Override
    public Runnable carried(Runnable part) {
        return LogScope.carried(Context.current().wrap(part));
    }

    @Override
    public void submitted(JobId job) {
        Span.current().setAttribute(TraceAttributes.JOB_ID, job.value());
        Traceparent.current().ifPresent(traceparent -> keep(job, traceparent));
    }

    private void keep(JobId job, String traceparent) {
        try {
            origins.keep(job, traceparent);
        } catch (BridgeException e) {
            LOG.warnf("The trace of job %s is lost: %s", job, e.getMessage());
        }
    }

    @Override
    public SyncEvent submitted(SyncEvent event) {
        Span.current().setAttribute(TraceAttributes.EVENT_ID, event.id().value());
        // A trace that the caller names is the one in which the event is to be seen.
        return event.metadata().traceparent().isPresent()
                ? event
                : Traceparent.current().map(event::withTraceparent).orElse(event);
    }

    @Override
    public Part begin(Lease lease) {
        return disabled ? WorkTraces.NONE.begin(lease) : Step.entered(span(lease));
    }

    @Override
    public Part begin(SyncEvent event) {
        return disabled ? WorkTraces.NONE.begin(event) : Step.entered(span(event));
    }

    private Span span(Lease lease) {
        return builder("process extraction", origin(lease.job()))
                .setAttribute(TraceAttributes.JOB_ID, lease.job().value())
                .setAttribute(TraceAttributes.QUERY, lease.query().value())
                .startSpan();
    }

    private Span span(SyncEvent event) {
        return builder("process sync", event.metadata().traceparent())
                .setAttribute(TraceAttributes.EVENT_ID, event.id().value())
                .setAttribute(
                        TraceAttributes.OPERATION, event.operation().kind().name())
                .startSpan();
    }

    /** @see <a href="https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/">Messaging spans</a> */
    private SpanBuilder builder(String name, Optional<String> traceparent) {
        return tracer.spanBuilder(name).setSpanKind(SpanKind.CONSUMER).setParent(Traceparent.parse(traceparent));
    }

    private Optional<String> origin(JobId job) {
        try {
            return origins.find(job);
        } catch (BridgeException e) {
            LOG.warnf("The trace of job %s can't be read: %s", job, e.getMessage());
            return Optional.empty();
        }
    }

    /**
     * A span's place in its trace, as text.
     *
     * @see <a href="https://www.w3.org/TR/trace-context/#traceparent-header">W3C Trace Context</a>
     */
    private static final class Traceparent {

        private static final String FIELD = "traceparent";

        private Traceparent() {}

        /** That of this thread's span; empty when there is none. */
        static Optional<String> current() {
            Map<String, String> fields = new HashMap<>();
            W3CTraceContextPropagator.getInstance().inject(Context.current(), fields, Map::put);
            return Optional.ofNullable(fields.get(FIELD));
        }

        /** The context whose span it names; a new trace when there is none, or when it is malformed. */
        static Context parse(Optional<String> traceparent) {
            return W3CTraceContextPropagator.getInstance()
                    .extract(
                            Context.root(),
                            traceparent.map(text -> Map.of(FIELD, text)).orElse(Map.of()),
                            Fields.INSTANCE);
        }

        private enum Fields implements TextMapGetter<Map<String, String>> {
            INSTANCE;

            @Override
            public Iterable<String> keys(Map<String, String> fields) {
                return fields.keySet();
            }

            @Override
            public String get(Map<String, String> fields, String key) {
                return fields.get(key);
            }
        }
    }
}
