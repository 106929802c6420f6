package io.github.sqldatabricks.bridge.extraction;

import io.github.sqldatabricks.bridge.model.RowBatch;
import io.github.sqldatabricks.bridge.model.RowSchema;
import java.nio.file.Path;
import java.util.Map;

/** Port: writes rows to a local file in the format of the volume (Parquet). Thread-safe; the files are not. */
public interface RowFileWriter {

    /**
     * Begins a file. Everything that the schema could be refused for is found before the file is created.
     *
     * @param file does not exist yet
     * @param metadata key-value pairs for the file's footer
     * @param atOnce how many files of the same query are written at once, at least 1: they share its memory
     * @throws io.github.sqldatabricks.bridge.model.BridgeException.RemotePermanent when the disk refuses
     */
    RowFile create(Path file, RowSchema schema, Map<String, String> metadata, int atOnce);

    /** The only file that is written at this time for its query. */
    default RowFile create(Path file, RowSchema schema, Map<String, String> metadata) {
        return create(file, schema, metadata, 1);
    }

    /** A file being written. */
    public interface RowFile extends AutoCloseable {

        /**
         * Appends the rows {@code from} (inclusive) to {@code to} (exclusive) of the batch.
         *
         * @throws io.github.sqldatabricks.bridge.model.BridgeException.RemotePermanent when the disk is full or a value
         *     can't be written
         */
        void write(RowBatch batch, int from, int to);

        /** Rows written so far. */
        long rows();

        /** The file's size so far in bytes, with what is still buffered estimated. */
        long bytes();

        /** Whether the file should end for a reason of its own, such as what it has to keep in memory until its end. */
        default boolean full() {
            return false;
        }

        /** Completes the file; its footer is written and the size is final. Returns the size in bytes. */
        long finish();

        /** Releases everything; a file that was not finished is left incomplete and is the caller's to delete. */
        @Override
        void close();
    }
}
