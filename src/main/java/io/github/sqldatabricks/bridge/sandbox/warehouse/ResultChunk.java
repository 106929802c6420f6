package io.github.sqldatabricks.bridge.sandbox.warehouse;

import java.nio.file.Path;

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
