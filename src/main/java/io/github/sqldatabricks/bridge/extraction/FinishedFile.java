package io.github.sqldatabricks.bridge.extraction;

import java.nio.file.Path;

/**
 * A complete local file.
 *
 * @param name in the volume
 * @param path where it is now
 */
record FinishedFile(String name, Path path, long rows, long bytes) {}
