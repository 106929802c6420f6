package io.github.sqldatabricks.bridge.extraction;

import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.RowBatch;
import io.github.sqldatabricks.bridge.model.RowSchema;
import java.util.Optional;

/**
 * Lets one thread read while another one encodes what was read before. The batches go round; their number bounds how far the reader can be
 * ahead. The reader calls the methods of {@link PartReader.Output}, the other thread {@link #encode}.
 */
final class ReadAhead implements PartReader.Output {

    /** One is filled, one is encoded, two level out the difference. */
    static final int BATCHES = 4;

    private final PartFiles files;
    private final BoundedQueue<Runnable> steps = new BoundedQueue<>(BATCHES + 2);
    private final BoundedQueue<RowBatch> free = new BoundedQueue<>(BATCHES);
    private boolean begun;

    /** @param stop ends the waiting of both threads */
    ReadAhead(PartFiles files, Cancellation stop) {
        this.files = files;
        stop.onCancel(steps::stop);
        stop.onCancel(free::stop);
    }

    @Override
    public RowBatch begin(QueryParts.Part part, RowSchema schema) {
        if (!begun) {
            for (int i = 0; i < BATCHES; i++) {
                free.put(files.newBatch(schema));
            }
            begun = true;
        }
        steps.put(() -> files.open(part, schema));
        return take();
    }

    @Override
    public RowBatch next(RowBatch filled) {
        boolean wide = files.isWide(filled);
        steps.put(() -> free.put(files.next(filled)));
        if (wide) {
            // Reading ahead would hold another wide row: all batches must have come back before.
            free.awaitSize(BATCHES);
        }
        return take();
    }

    @Override
    public void end(RowBatch empty, PartReader.ReadResult result) {
        free.put(empty);
        steps.put(() -> files.end(result));
    }

    @Override
    public void close() {
        steps.end();
    }

    private RowBatch take() {
        return free.take().orElseThrow();
    }

    /** Encodes what is read until no part follows. */
    void encode() {
        try (files) {
            Optional<Runnable> step = steps.take();
            while (step.isPresent()) {
                step.get().run();
                step = steps.take();
            }
        }
    }
}
