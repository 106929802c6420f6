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
