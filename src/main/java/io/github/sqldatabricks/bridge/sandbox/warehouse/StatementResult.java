package io.github.sqldatabricks.bridge.sandbox.warehouse;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The result of a statement that succeeded.
 *
 * @param columns none for a statement that only defines something
 * @param chunks none when there is no row
 * @param truncated whether the row limit cut it
 */
record StatementResult(List<ResultColumn> columns, List<ResultChunk> chunks, boolean truncated) {

    static final StatementResult EMPTY = new StatementResult(List.of(), List.of(), false);

    long rowCount() {
        return chunks.stream().mapToLong(ResultChunk::rowCount).sum();
    }

    long byteCount() {
        return chunks.stream().mapToLong(ResultChunk::byteCount).sum();
    }

    /** @throws StatementFailure when there is no such chunk */
    ResultChunk chunk(int index) {
        if (index < 0 || index >= chunks.size()) {
            throw new StatementFailure(
                    "INVALID_PARAMETER_VALUE",
                    "22023",
                    "Expected a chunk below " + chunks.size() + ", but got " + index + ".");
        }
        return chunks.get(index);
    }

    void delete() throws IOException {
        for (ResultChunk chunk : chunks) {
            Files.deleteIfExists(chunk.file());
        }
    }

    /**
     * A part of a result, on disk.
     *
     * @param index from 0
     * @param rowOffset of its first row in the result
     * @param rowCount rows in it
     * @param byteCount length of the file
     * @param file that holds it
     */
    record ResultChunk(int index, long rowOffset, long rowCount, long byteCount, Path file) {}

    /**
     * Writes a result to files of chunks, so that memory holds one chunk at most.
     *
     * @param folder for the files
     * @param maxRows of a chunk
     * @param maxBytes of a chunk; the row that passes it is the chunk's last
     */
    record ResultSpool(Path folder, long maxRows, long maxBytes) {

        List<ResultChunk> write(ResultSet rows, ChunkEncoder encoder) throws SQLException, IOException {
            List<ResultChunk> chunks = new ArrayList<>();
            long offset = 0;
            long count = 0;
            while (rows.next()) {
                encoder.append(rows);
                count++;
                if (count == maxRows || encoder.length() >= maxBytes) {
                    chunks.add(write(encoder, chunks.size(), offset, count));
                    offset += count;
                    count = 0;
                }
            }
            if (count > 0) {
                chunks.add(write(encoder, chunks.size(), offset, count));
            }
            return List.copyOf(chunks);
        }

        private ResultChunk write(ChunkEncoder encoder, int index, long offset, long count) throws IOException {
            Path file = Files.createTempFile(folder, "chunk-", ".bin");
            try (OutputStream out = Files.newOutputStream(file)) {
                encoder.write(out);
            }
            return new ResultChunk(index, offset, count, Files.size(file), file);
        }
    }

    /** Collects the rows of one chunk after another and writes them. Not thread-safe. */
    interface ChunkEncoder {

        /** Adds the present row of a result. */
        void append(ResultSet row) throws SQLException;

        /** About how many bytes the chunk has by now. */
        long length();

        /** Writes the rows since the last call as one whole chunk. */
        void write(OutputStream out) throws IOException;
    }
}
