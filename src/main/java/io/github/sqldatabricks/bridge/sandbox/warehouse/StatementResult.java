package io.github.sqldatabricks.bridge.sandbox.warehouse;

import java.io.IOException;
import java.nio.file.Files;
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
}
