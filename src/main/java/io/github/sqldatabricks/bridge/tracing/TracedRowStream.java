package io.github.sqldatabricks.bridge.tracing;

import io.github.sqldatabricks.bridge.model.RowBatch;
import io.github.sqldatabricks.bridge.model.RowSchema;
import io.github.sqldatabricks.bridge.model.RowStream;
import io.opentelemetry.api.trace.Span;
import java.util.Map;
import java.util.function.Supplier;

/** A result whose span lasts until it is closed and counts its rows. */
final class TracedRowStream implements RowStream {

    private final RowStream stream;
    private final Step step;
    private long rows;

    private TracedRowStream(RowStream stream, Step step) {
        this.stream = stream;
        this.step = step;
    }

    static RowStream open(Span span, Supplier<RowStream> opening) {
        Step step = Step.beside(span);
        try {
            return new TracedRowStream(step.watched(opening), step);
        } catch (RuntimeException | Error e) {
            step.close();
            throw e;
        }
    }

    @Override
    public RowSchema schema() {
        return stream.schema();
    }

    @Override
    public String consistency() {
        return stream.consistency();
    }

    @Override
    public boolean fill(RowBatch batch, long maxBytes) {
        boolean filled = step.watched(() -> stream.fill(batch, maxBytes));
        rows += filled ? batch.size() : 0;
        return filled;
    }

    @Override
    public Map<String, Long> truncatedValues() {
        return stream.truncatedValues();
    }

    @Override
    public void abort() {
        stream.abort();
    }

    @Override
    public void close() {
        stream.close();
        step.count(TraceAttributes.ROWS, rows);
        step.close();
    }
}
