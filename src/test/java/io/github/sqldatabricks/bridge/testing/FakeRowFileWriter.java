package io.github.sqldatabricks.bridge.testing;

import io.github.sqldatabricks.bridge.extraction.RowFileWriter;
import io.github.sqldatabricks.bridge.extraction.RowFileWriter.RowFile;
import io.github.sqldatabricks.bridge.model.ColumnVector;
import io.github.sqldatabricks.bridge.model.RowBatch;
import io.github.sqldatabricks.bridge.model.RowSchema;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Writes text files: the column names, then the first column's value of each row, a line each. */
public final class FakeRowFileWriter implements RowFileWriter {

    private final AtomicInteger openFiles = new AtomicInteger();
    private final AtomicInteger firstWrites = new AtomicInteger();
    private final AtomicInteger mostSharedBy = new AtomicInteger();
    private volatile Runnable beforeFirst = () -> {};
    private volatile Gate beforeWrite = Gate.open();
    private volatile RuntimeException failure;
    private volatile long failAtRow;
    private volatile Map<String, String> lastMetadata = Map.of();

    /** Waits at the gate before each write. */
    public FakeRowFileWriter gateBeforeWrite(Gate before) {
        beforeWrite = before;
        return this;
    }

    /** Fails when the row with this first value comes. */
    public FakeRowFileWriter failAt(long row, RuntimeException how) {
        failAtRow = row;
        failure = how;
        return this;
    }

    /** Does something before each of the first writes of all files. */
    public FakeRowFileWriter beforeFirstWrite(int writes, Runnable action) {
        firstWrites.set(writes);
        beforeFirst = action;
        return this;
    }

    /** The largest number of files that one file was told to share memory with, itself included. */
    public int mostSharedBy() {
        return mostSharedBy.get();
    }

    /** Files that are not closed. */
    public int openFiles() {
        return openFiles.get();
    }

    public Map<String, String> lastMetadata() {
        return lastMetadata;
    }

    @Override
    public RowFile create(Path file, RowSchema schema, Map<String, String> metadata, int atOnce) {
        lastMetadata = metadata;
        mostSharedBy.accumulateAndGet(atOnce, Math::max);
        openFiles.incrementAndGet();
        return new TextFile(file, schema);
    }

    private final class TextFile implements RowFile {
        private final BufferedWriter text;
        private long rows;
        private long bytes;

        private TextFile(Path file, RowSchema schema) {
            try {
                text = Files.newBufferedWriter(file, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            line(String.join(
                    ",", schema.columns().stream().map(column -> column.name()).toList()));
        }

        @Override
        public void write(RowBatch batch, int from, int to) {
            beforeWrite.pass();
            if (firstWrites.getAndDecrement() > 0) {
                beforeFirst.run();
            }
            for (int row = from; row < to; row++) {
                long value = ((ColumnVector.Longs) batch.vector(0)).get(row);
                if (failure != null && value == failAtRow) {
                    throw failure;
                }
                line(Long.toString(value));
                rows++;
            }
        }

        private void line(String line) {
            try {
                text.write(line + "\n");
                bytes += line.length() + 1L;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public long rows() {
            return rows;
        }

        @Override
        public long bytes() {
            return bytes;
        }

        @Override
        public long finish() {
            close(text);
            return bytes;
        }

        @Override
        public void close() {
            close(text);
            openFiles.decrementAndGet();
        }

        private static void close(BufferedWriter text) {
            try {
                text.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
