package io.github.sqldatabricks.bridge.databricks;

/**
 * A file or folder in a volume.
 *
 * @param name without its folder
 * @param folder whether it is a folder
 * @param size in bytes; 0 for a folder
 * @param modified milliseconds since 1970-01-01 UTC, by the store's clock; 0 for a folder
 */
public record StoredFile(String name, boolean folder, long size, long modified) {}
