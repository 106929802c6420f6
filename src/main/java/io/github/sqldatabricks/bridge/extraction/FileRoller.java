package io.github.sqldatabricks.bridge.extraction;

import io.github.sqldatabricks.bridge.extraction.ExtractionConfig.FileNaming;
import io.github.sqldatabricks.bridge.extraction.RowFileWriter.RowFile;
import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.RowBatch;
import io.github.sqldatabricks.bridge.model.RowSchema;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Writes rows into files, each of so many rows, or fewer when it becomes large. A finished file is handed on at once, but
 * for the first when its name depends on whether a second one follows.
 */
final class FileRoller implements AutoCloseable {

    private final RowFileWriter writer;
    private final RowSchema schema;
    private final Map<String, String> metadata;
    private final Limits limits;
    private final Path folder;
    private final Consumer<FinishedFile> next;
    private final List<FinishedFile> finished = new ArrayList<>();
    private final Names names;
    private RowFile current;
    private long finishedBytes;

    /**
     * A complete local file.
     *
     * @param name in the volume
     * @param path where it is now
     */
    record FinishedFile(String name, Path path, long rows, long bytes) {}

    /**
     * What files are called.
     *
     * @param part whose rows they have, from 0; empty for a query in one part
     * @param reader of a part that has several readers one after the other, whose files stand beside each other
     */
    record Names(FileNaming naming, QueryName query, JobId job, OptionalInt part, OptionalLong reader) {

        /** One of several, counted from 0. */
        private String part(int number) {
            if (reader.isPresent()) {
                return String.format(
                        Locale.ROOT, "p%03d-f%d-%05d.parquet", part.orElseThrow(), reader.getAsLong(), number);
            }
            return part.isPresent()
                    ? naming.ofPart(query, job, part.getAsInt(), number)
                    : naming.part(query, job, number);
        }

        private String only() {
            return part.isPresent() ? part(0) : naming.only(query, job);
        }

        /** Of a query without any row, the first part has a file with the schema. */
        private boolean neverNone() {
            return part.orElse(0) == 0;
        }
    }

    /**
     * When a file is full: at so many rows exactly, or at about so many bytes.
     *
     * @param atOnce files of the query that are written at once
     */
    record Limits(int rows, long bytes, int atOnce) {}

    /**
     * @param metadata for the footer of each file
     * @param folder for the files; empty
     * @param next takes each file when it is complete and has its name; may block
     */
    FileRoller(
            RowFileWriter writer,
            RowSchema schema,
            Map<String, String> metadata,
            Limits limits,
            Path folder,
            Names names,
            Consumer<FinishedFile> next) {
        this.writer = writer;
        this.schema = schema;
        this.metadata = metadata;
        this.limits = limits;
        this.folder = folder;
        this.names = names;
        this.next = next;
    }

    /** Writes all rows of the batch. */
    void write(RowBatch batch) {
        int from = 0;
        while (from < batch.size()) {
            if (current == null) {
                begin();
            }
            int to = (int) Math.min(batch.size(), from + limits.rows - current.rows());
            current.write(batch, from, to);
            from = to;
            if (current.rows() >= limits.rows || current.bytes() >= limits.bytes || current.full()) {
                finishCurrent();
            }
        }
    }

    /** Completes the last file; without any row, one file with the schema alone, or none. */
    void finish() {
        if (current == null && finished.isEmpty() && names.neverNone()) {
            begin();
        }
        if (current != null) {
            finishCurrent();
        }
        if (finished.size() == 1 && firstWaits()) {
            FinishedFile only = finished.get(0);
            FinishedFile named = new FinishedFile(names.only(), only.path(), only.rows(), only.bytes());
            finished.set(0, named);
            next.accept(named);
        }
    }

    /** The complete files, in order. */
    List<FinishedFile> files() {
        return List.copyOf(finished);
    }

    /** Bytes of the complete files and of the one being written. */
    long bytes() {
        return finishedBytes + (current == null ? 0 : current.bytes());
    }

    @Override
    public void close() {
        if (current != null) {
            current.close();
        }
    }

    private void begin() {
        if (finished.size() == 1 && firstWaits()) {
            next.accept(finished.get(0));
        }
        current = writer.create(path(finished.size()), schema, metadata, limits.atOnce);
    }

    private void finishCurrent() {
        long bytes = current.finish();
        int number = finished.size();
        FinishedFile file = new FinishedFile(names.part(number), path(number), current.rows(), bytes);
        current.close();
        current = null;
        finishedBytes += bytes;
        finished.add(file);
        if (number > 0 || !firstWaits()) {
            next.accept(file);
        }
    }

    private Path path(int number) {
        return folder.resolve(names.part(number));
    }

    private boolean firstWaits() {
        return !names.only().equals(names.part(0));
    }
}
