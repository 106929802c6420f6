package io.github.sqldatabricks.bridge.extraction;

import io.github.sqldatabricks.bridge.extraction.ExtractionConfig.FileNaming;
import io.github.sqldatabricks.bridge.extraction.PartReader.ReadResult;
import io.github.sqldatabricks.bridge.extraction.PartReader.RunTally;
import io.github.sqldatabricks.bridge.extraction.QueryParts.Part;
import io.github.sqldatabricks.bridge.extraction.QueryParts.PartResult;
import io.github.sqldatabricks.bridge.extraction.QueryParts.PartResult.LandedFile;
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
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Writes the rows of parts into files, each part into its own, by a {@link FileRoller}, on the thread that reads them. For one thread.
 */
final class PartFiles implements PartReader.Output, AutoCloseable {

    /** What a value costs in a batch at least: eight bytes and its null flag. */
    private static final int VALUE_BYTES = 9;

    private final Rollers rollers;
    private final Path folder;
    private final Sizes sizes;
    private final RunTally tally;
    private final BiConsumer<Part, PartResult> ended;
    private Part part;
    private FileRoller roller;
    private RowBatch batch;
    private long told;

    /** Makes the writer of one part's files. */
    @FunctionalInterface
    interface Rollers {
        FileRoller of(Part part, RowSchema schema, Path folder);
    }

    /**
     * How much a batch has.
     *
     * @param rows at most
     * @param bytes about
     * @param rowBytes of a row, at most
     */
    record Sizes(int rows, long bytes, long rowBytes) {}

    /**
     * @param folder for the files; exists
     * @param ended takes each part whose rows are all in files, after those were handed on; may block
     */
    PartFiles(Rollers rollers, Path folder, Sizes sizes, RunTally tally, BiConsumer<Part, PartResult> ended) {
        this.rollers = rollers;
        this.folder = folder;
        this.sizes = sizes;
        this.tally = tally;
        this.ended = ended;
    }

    @Override
    public RowBatch begin(Part next, RowSchema schema) {
        open(next, schema);
        if (batch == null) {
            batch = newBatch(schema);
        }
        return batch;
    }

    /** A part's files begin. */
    void open(Part next, RowSchema schema) {
        part = next;
        told = 0;
        roller = rollers.of(part, schema, folder);
    }

    /** A batch for the reader of the rows. */
    RowBatch newBatch(RowSchema schema) {
        long rowsThatFit = sizes.bytes() / ((long) VALUE_BYTES * schema.size());
        return new RowBatch(schema, (int) Math.max(1, Math.min(sizes.rows(), rowsThatFit)), sizes.rowBytes());
    }

    /** Whether a batch has a row so large that there should be no other one in memory. */
    boolean isWide(RowBatch filled) {
        return filled.widestRow() > sizes.bytes();
    }

    @Override
    public RowBatch next(RowBatch filled) {
        roller.write(filled);
        // Now and not at the next fill, so that its values can be collected.
        filled.clear();
        tell();
        return filled;
    }

    @Override
    public void end(RowBatch empty, ReadResult result) {
        end(result);
    }

    /** The part's files are complete. */
    void end(ReadResult result) {
        roller.finish();
        tell();
        List<LandedFile> files = roller.files().stream()
                .map(file -> new LandedFile(file.name(), file.rows(), file.bytes()))
                .toList();
        roller.close();
        roller = null;
        ended.accept(part, new PartResult(result.schema(), result.consistency(), result.truncatedValues(), files));
    }

    private void tell() {
        long bytes = roller.bytes();
        tally.bytesWritten(bytes - told);
        told = bytes;
    }

    @Override
    public void close() {
        if (roller != null) {
            roller.close();
        }
    }

    /**
     * Writes rows into files, each of so many rows, or fewer when it becomes large. A finished file is handed on at once, but
     * for the first when its name depends on whether a second one follows.
     */
    static final class FileRoller implements AutoCloseable {

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
}
