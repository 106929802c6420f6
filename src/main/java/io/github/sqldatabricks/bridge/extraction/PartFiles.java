package io.github.sqldatabricks.bridge.extraction;

import io.github.sqldatabricks.bridge.model.RowBatch;
import io.github.sqldatabricks.bridge.model.RowSchema;
import java.nio.file.Path;

/** Writes the rows of parts into files, each part into its own, on the thread that reads them. For one thread. */
final class PartFiles implements PartReader.Output, AutoCloseable {

    /** What a value costs in a batch at least: eight bytes and its null flag. */
    private static final int VALUE_BYTES = 9;

    private final Rollers rollers;
    private final Path folder;
    private final Sizes sizes;
    private final RunTally tally;
    private PartReader.Part part;
    private FileRoller roller;
    private RowBatch batch;
    private long told;

    /** Makes the writer of one part's files. */
    @FunctionalInterface
    interface Rollers {
        FileRoller of(PartReader.Part part, RowSchema schema, Path folder);
    }

    /**
     * How much a batch has.
     *
     * @param rows at most
     * @param bytes about
     * @param rowBytes of a row, at most
     */
    record Sizes(int rows, long bytes, long rowBytes) {}

    /** @param folder for the files; exists */
    PartFiles(Rollers rollers, Path folder, Sizes sizes, RunTally tally) {
        this.rollers = rollers;
        this.folder = folder;
        this.sizes = sizes;
        this.tally = tally;
    }

    @Override
    public RowBatch begin(PartReader.Part next, RowSchema schema) {
        open(next, schema);
        if (batch == null) {
            batch = newBatch(schema);
        }
        return batch;
    }

    /** A part's files begin. */
    void open(PartReader.Part next, RowSchema schema) {
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
    public void end(RowBatch empty) {
        end();
    }

    /** The part's files are complete. */
    void end() {
        roller.finish();
        tell();
        tally.written(part.ordinal(), roller.files());
        roller.close();
        roller = null;
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
