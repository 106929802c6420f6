package io.github.sqldatabricks.bridge.sandbox.warehouse;

import java.io.IOException;
import java.io.OutputStream;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Collects the rows of one chunk after another and writes them. Not thread-safe. */
interface ChunkEncoder {

    /** Adds the present row of a result. */
    void append(ResultSet row) throws SQLException;

    /** About how many bytes the chunk has by now. */
    long length();

    /** Writes the rows since the last call as one whole chunk. */
    void write(OutputStream out) throws IOException;
}
