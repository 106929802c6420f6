package io.github.sqldatabricks.bridge.tracing;

import io.github.sqldatabricks.bridge.extraction.RowFile;
import io.github.sqldatabricks.bridge.model.RowBatch;
import io.opentelemetry.api.trace.Span;
import java.util.function.Supplier;

/** A file whose span lasts until it is closed and counts its rows and bytes. */
final class TracedRowFile implements RowFile {

    private final Step step;
    private final RowFile file;

    TracedRowFile(Span span, Supplier<RowFile> creating) {
        step = Step.beside(span);
        try {
            file = step.watched(creating);
        } catch (RuntimeException | Error e) {
            step.close();
            throw e;
        }
    }

    @Override
    public void write(RowBatch batch, int from, int to) {
        step.does(() -> file.write(batch, from, to));
    }

    @Override
    public long rows() {
        return file.rows();
    }

    @Override
    public long bytes() {
        return file.bytes();
    }

    @Override
    public boolean full() {
        return file.full();
    }

    @Override
    public long finish() {
        long bytes = step.watched(file::finish);
        step.count(TraceAttributes.ROWS, file.rows());
        step.count(TraceAttributes.BYTES, bytes);
        return bytes;
    }

    @Override
    public void close() {
        file.close();
        step.close();
    }
}
