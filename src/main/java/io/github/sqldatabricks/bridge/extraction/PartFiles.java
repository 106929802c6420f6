package io.github.sqldatabricks.bridge.extraction;

import io.github.sqldatabricks.bridge.extraction.PartReader.ReadResult;
import io.github.sqldatabricks.bridge.extraction.PartResult.LandedFile;
import io.github.sqldatabricks.bridge.extraction.QueryParts.Part;
import io.github.sqldatabricks.bridge.model.RowBatch;
import io.github.sqldatabricks.bridge.model.RowSchema;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;

/** Writes the rows of parts into files, each part into its own, on the thread that reads them. For one thread. */
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
}
