package io.github.sqldatabricks.bridge.tracing;

import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A span's place in its trace, as text.
 *
 * @see <a href="https://www.w3.org/TR/trace-context/#traceparent-header">W3C Trace Context</a>
 */
final class Traceparent {

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
